namespace Caisse.Contracts.Wallet;

/// <summary>
/// The MonA that points of sale had taken in was taken out of circulation, to be paid to them in euros.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="SettlementId">The settlement that asked for it.</param>
/// <param name="Lines">One line per point of sale with something owed.</param>
/// <param name="TotalCents">Sum of the nets, MonA cents.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record PointsOfSaleSettled(
    string Caisse, Guid SettlementId, IReadOnlyList<SettledPointOfSale> Lines, long TotalCents,
    DateTimeOffset OccurredAt) : IEvent;
