namespace Caisse.Contracts.Wallet;

/// <summary>
/// A till sent what an honest one cannot: two payments under one counter, or a signature that is not its own.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="TillId">The till.</param>
/// <param name="PointOfSaleId">Where it stands.</param>
/// <param name="Counter">The counter it was about.</param>
/// <param name="Reason">counter-used-twice, not-this-tills-key or signature-wrong.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record TillSuspected(
    string Caisse, Guid TillId, Guid PointOfSaleId, long Counter, string Reason, DateTimeOffset OccurredAt)
    : IEvent;
