namespace Caisse.Rules;

/// <summary>A rule, and the decision that set it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="DecisionId">The decision.</param>
/// <param name="DecisionNumber">Its number in the caisse's register.</param>
/// <param name="InForceFrom">First day on which the rule holds.</param>
public sealed record RuleInForce<TRule>(
    TRule Rule, Guid DecisionId, int DecisionNumber, DateOnly InForceFrom)
    where TRule : class, IRule<TRule>;

/// <summary>All that was decided about a rule of one caisse, for those who ask about many days.</summary>
/// <param name="LatestFirst">
/// By the day from which each holds, then by number, both descending.
/// </param>
public sealed record RuleHistory<TRule>(IReadOnlyList<RuleInForce<TRule>> LatestFirst)
    where TRule : class, IRule<TRule>
{
    /// <summary>Nothing was ever decided.</summary>
    public bool IsEmpty => LatestFirst.Count == 0;

    /// <summary>The rule in force on a day, or null.</summary>
    public TRule? On(DateOnly day) => LatestFirst.FirstOrDefault(rule => rule.InForceFrom <= day)?.Rule;
}
