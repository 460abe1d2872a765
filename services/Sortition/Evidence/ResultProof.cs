namespace Caisse.Sortition.Evidence;

/// <summary>
/// Why no lottery is fairer, for whoever can add and multiply. A kind is everybody who is alike, named by the
/// place of the first of them.
/// </summary>
/// <param name="Mixture">Panels of kinds that mix to the probabilities: they can be had.</param>
/// <param name="Exclusions">Kinds that no panel holds.</param>
/// <param name="Levels">Why nothing is fairer, level by level.</param>
public sealed record ResultProof(MixedPanel[] Mixture, ExclusionProof[] Exclusions, LevelProof[] Levels);

/// <summary>A panel of kinds and its share of the lottery.</summary>
/// <param name="Share">All shares sum to one.</param>
/// <param name="Kinds">How many of each kind.</param>
public sealed record MixedPanel(string Share, Dictionary<string, int> Kinds);

/// <summary>A kind that no panel holds: the most that any panel weighs, where they alone weigh one, is
/// below one.</summary>
/// <param name="Kind">Who.</param>
/// <param name="Tree">Shows it.</param>
public sealed record ExclusionProof(int Kind, ProofStep[] Tree);

/// <summary>
/// Weights of persons, and the most that a panel weighs. Whoever gives each of those fixed before at least
/// their probability leaves the others at most the level's bound.
/// </summary>
/// <param name="Fixed">Kinds whose probability this level decides.</param>
/// <param name="Weights">Of each person of a kind, where it is not zero.</param>
/// <param name="Heaviest">The most that a panel weighs.</param>
/// <param name="Tree">Shows it.</param>
public sealed record LevelProof(
    int[] Fixed, Dictionary<string, string> Weights, string Heaviest, ProofStep[] Tree);

/// <summary>
/// A step of a proof that no panel is heavier. Either multipliers of the size and of quotas (by their places
/// from 0), from which a bound follows by adding up; or a kind of which a panel holds at most so many, or
/// more: the steps of the first case follow, then those of the second.
/// </summary>
/// <param name="Size">Multiplier of the panel's size.</param>
/// <param name="Quotas">Multipliers of quotas, where they are not zero.</param>
/// <param name="Kind">Divides the panels in two.</param>
/// <param name="AtMost">How many of that kind the panels of the first case hold at most.</param>
public sealed record ProofStep(
    string? Size = null, Dictionary<string, string>? Quotas = null, int? Kind = null, int? AtMost = null);
