namespace Caisse.Contracts.Wallet;

/// <summary>A household paid a point of sale.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="PaymentId">The payment.</param>
/// <param name="HouseholdId">Who paid.</param>
/// <param name="PointOfSaleId">Who was paid.</param>
/// <param name="MonaCents">MonA cents moved.</param>
/// <param name="EurosCents">Euro cents the till asked for beside them.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record PaymentCaptured(
    string Caisse, Guid PaymentId, Guid HouseholdId, Guid PointOfSaleId, long MonaCents, long EurosCents,
    DateTimeOffset OccurredAt) : IEvent;
