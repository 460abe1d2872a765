namespace Caisse.Contracts.Governance;

/// <summary>What a decision changes.</summary>
/// <param name="Kind">Which kind of effect; each is a file in <c>services/Rules</c>.</param>
/// <param name="Value">The new rule as JSON, in the shape that the kind's record gives.</param>
public sealed record DecisionEffect(string Kind, string Value);
