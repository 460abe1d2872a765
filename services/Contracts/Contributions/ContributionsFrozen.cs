namespace Caisse.Contracts.Contributions;

/// <summary>
/// Part of what all households pledged and paid for a period, frozen once; what is paid later changes no
/// allocation of the period.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="Period">The period.</param>
/// <param name="Slice">Number of this part, from 0.</param>
/// <param name="Slices">How many parts there are.</param>
/// <param name="Households">At most 500 households that pledged or paid; others did neither.</param>
/// <param name="OccurredAt">When it was frozen, UTC.</param>
/// <param name="PreviewId">The preview this answers; null: it is frozen for the period's run.</param>
public sealed record ContributionsFrozen(
    string Caisse, Period Period, int Slice, int Slices, IReadOnlyList<FrozenContribution> Households,
    DateTimeOffset OccurredAt, Guid? PreviewId = null) : IEvent;
