namespace Caisse.Contracts.Governance;

/// <summary>
/// A service applied one effect of a decision, or says why it cannot. Published by the
/// service that owns the rule.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="DecisionId">The decision.</param>
/// <param name="EffectKind">Which of its effects.</param>
/// <param name="Service">Who applied it.</param>
/// <param name="Refusal">Null when applied; otherwise why not, in words.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record DecisionApplied(
    string Caisse, Guid DecisionId, string EffectKind, string Service, string? Refusal,
    DateTimeOffset OccurredAt) : IEvent;
