namespace Caisse.Contracts.MerchantNetwork;

/// <summary>A settlement is final: the bank file pays these euros.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="SettlementId">The settlement.</param>
/// <param name="GrossCents">MonA cents taken in, over all points of sale.</param>
/// <param name="RefundsCents">MonA cents given back.</param>
/// <param name="FeeCents">Euro cents kept by the fund under its settlement terms.</param>
/// <param name="NetCents">Euro cents paid out: gross less refunds less fee.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record SettlementIssued(
    string Caisse, Guid SettlementId, long GrossCents, long RefundsCents, long FeeCents, long NetCents,
    DateTimeOffset OccurredAt) : IEvent;
