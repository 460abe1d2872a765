namespace Caisse.Contracts.Governance;

/// <summary>What a decision changes.</summary>
/// <param name="Kind">One of <see cref="Effects.EffectKinds"/>.</param>
/// <param name="Value">The new rule as JSON, in the shape the kind's record in <c>Effects</c> gives.</param>
public sealed record DecisionEffect(string Kind, string Value);
