namespace Caisse.Contracts.Wallet;

/// <summary>
/// What is to be issued is known, for an allocation run, a supplement or vouchers of the fund: the euros
/// behind it must be set aside before.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RunId">The run, the supplement or the batch of vouchers.</param>
/// <param name="Period">The period.</param>
/// <param name="AmountCents">Euro cents to set aside, one per MonA cent.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="IsPreview">Whether to answer only, as if it were issued beside all that is outstanding,
/// and to set nothing aside.</param>
/// <param name="Purpose">One of <see cref="FundsPurposes"/>; null in events from before there were
/// any.</param>
public sealed record FundsReservationRequested(
    string Caisse, Guid RunId, Period Period, long AmountCents, DateTimeOffset OccurredAt,
    bool IsPreview = false, string? Purpose = null) : IEvent;
