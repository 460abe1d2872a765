namespace Caisse.Contracts.Governance;

/// <summary>What a decision changes.</summary>
/// <param name="Kind">Which kind of effect: "set_backing_ratio". Each is a file in <c>Rules</c>.</param>
/// <param name="Value">The new rule as JSON, in the shape that the kind's record gives.</param>
public sealed record DecisionEffect(string Kind, string Value);
