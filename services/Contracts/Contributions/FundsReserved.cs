namespace Caisse.Contracts.Contributions;

/// <summary>The fund's euros cover an allocation run: it may be credited.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RunId">The allocation run or the supplement.</param>
/// <param name="AmountCents">Euro cents set aside.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="IsPreview">Whether it was only asked, for a preview: nothing is set aside.</param>
public sealed record FundsReserved(
    string Caisse, Guid RunId, long AmountCents, DateTimeOffset OccurredAt, bool IsPreview = false) : IEvent;
