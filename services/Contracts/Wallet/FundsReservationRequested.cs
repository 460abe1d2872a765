namespace Caisse.Contracts.Wallet;

/// <summary>
/// The total of an allocation run, or of a supplement for one household, is known: the euros behind it must
/// be set aside before it is credited.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RunId">The run or the supplement.</param>
/// <param name="Period">The period.</param>
/// <param name="AmountCents">Euro cents to set aside, one per MonA cent.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="IsPreview">Whether to answer only, as if it were issued beside all that is outstanding,
/// and to set nothing aside.</param>
public sealed record FundsReservationRequested(
    string Caisse, Guid RunId, Period Period, long AmountCents, DateTimeOffset OccurredAt,
    bool IsPreview = false) : IEvent;
