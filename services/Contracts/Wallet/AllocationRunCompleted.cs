namespace Caisse.Contracts.Wallet;

/// <summary>
/// Every household of an allocation run has been credited, or the one of a supplement; or vouchers of the
/// fund are valid.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RunId">The run, the supplement or the batch of vouchers.</param>
/// <param name="Period">The period.</param>
/// <param name="Households">How many households were credited.</param>
/// <param name="TotalCents">MonA cents issued.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="Purpose">One of <see cref="FundsPurposes"/>; null in events from before there were
/// any.</param>
public sealed record AllocationRunCompleted(
    string Caisse, Guid RunId, Period Period, int Households, long TotalCents, DateTimeOffset OccurredAt,
    string? Purpose = null) : IEvent;
