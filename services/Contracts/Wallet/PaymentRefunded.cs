namespace Caisse.Contracts.Wallet;

/// <summary>A point of sale gave MonA back for a payment.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RefundId">The refund.</param>
/// <param name="PaymentId">The payment it undoes, wholly or in part.</param>
/// <param name="HouseholdId">Whose payment it was.</param>
/// <param name="PointOfSaleId">Who gave it back.</param>
/// <param name="MonaCents">MonA cents: to the household, or to the guarantee that had paid.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record PaymentRefunded(
    string Caisse, Guid RefundId, Guid PaymentId, Guid HouseholdId, Guid PointOfSaleId, long MonaCents,
    DateTimeOffset OccurredAt) : IEvent;
