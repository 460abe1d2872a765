namespace Caisse.Contracts.Membership;

/// <summary>
/// Part of the composition of all households for a period, frozen once; later births
/// count from the next period.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="Period">The period.</param>
/// <param name="Slice">Number of this part, from 0.</param>
/// <param name="Slices">How many parts there are.</param>
/// <param name="Households">At most 500 active households.</param>
/// <param name="OccurredAt">When it was frozen, UTC.</param>
/// <param name="PreviewId">The preview this answers; null: it is frozen for the period's run.</param>
[NotArchived("The ages of people at home, which are needed for one allocation.")]
public sealed record CompositionFrozen(
    string Caisse, Period Period, int Slice, int Slices, IReadOnlyList<FrozenHousehold> Households,
    DateTimeOffset OccurredAt, Guid? PreviewId = null) : IEvent;
