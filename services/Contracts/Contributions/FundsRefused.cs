namespace Caisse.Contracts.Contributions;

/// <summary>The fund's euros do not cover an allocation run: nothing is credited.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RunId">The allocation run or the supplement.</param>
/// <param name="RequestedCents">Euro cents asked for.</param>
/// <param name="ShortfallCents">Euro cents missing under the backing rule in force.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="IsPreview">Whether it was only asked, for a preview.</param>
public sealed record FundsRefused(
    string Caisse, Guid RunId, long RequestedCents, long ShortfallCents, DateTimeOffset OccurredAt,
    bool IsPreview = false) : IEvent;
