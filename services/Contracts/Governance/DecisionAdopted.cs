namespace Caisse.Contracts.Governance;

/// <summary>A body decided. Whoever owns one of the rules applies it from the date on and says so.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="DecisionId">The decision.</param>
/// <param name="Number">Its number in the caisse's register, from 1, without gap.</param>
/// <param name="Effects">What it changes; empty when it changes no rule.</param>
/// <param name="InForceFrom">First day the effects hold.</param>
/// <param name="OccurredAt">When it was adopted, UTC.</param>
public sealed record DecisionAdopted(
    string Caisse, Guid DecisionId, int Number, IReadOnlyList<DecisionEffect> Effects, DateOnly InForceFrom,
    DateTimeOffset OccurredAt) : IEvent;
