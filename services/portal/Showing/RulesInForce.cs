using Caisse.Portal.Calling;

namespace Caisse.Portal.Showing;

/// <summary>A rule in words, and the decision that set it.</summary>
sealed record RuleInForce(string Kind, Effect Effect, Decision Decision)
{
    internal IReadOnlyList<string> Lines { get; } = RuleWords.Of(Effect);

    internal string Title { get; } = RuleWords.TitleOf(Effect);

    internal string Picture => Kind switch
    {
        EffectKinds.Allocation => "panier",
        EffectKinds.Contribution => "porte-monnaie",
        EffectKinds.CarryOver => "assiette",
        EffectKinds.Rates => "pain",
        EffectKinds.Payments => "telephone",
        EffectKinds.Settlement => "cageot",
        _ => "balance",
    };
}

/// <summary>Which rules hold on a day, read from the register of decisions.</summary>
static class RulesInForce
{
    /// <summary>
    /// The latest decision about each rule that is in force on the day; what a service refused to apply
    /// changed nothing.
    /// </summary>
    internal static IEnumerable<RuleInForce> On(IReadOnlyList<Decision> decisions, DateOnly day) =>
        EffectKinds.RulesIn(decisions)
            .Select(kind => LastOf(kind, decisions, decision => decision.InForceFrom <= day))
            .OfType<RuleInForce>();

    /// <summary>The rule that a decision replaced, or null.</summary>
    internal static RuleInForce? Before(IReadOnlyList<Decision> decisions, Decision decision, string kind) =>
        LastOf(kind, decisions, other => (other.InForceFrom, other.Number).CompareTo(
            (decision.InForceFrom, decision.Number)) < 0);

    static RuleInForce? LastOf(
        string kind, IReadOnlyList<Decision> decisions, Func<Decision, bool> counts) => decisions
            .Where(counts)
            .OrderBy(decision => decision.InForceFrom).ThenBy(decision => decision.Number)
            .SelectMany(decision => decision.Effects.Where(effect => effect.Kind == kind)
                .Where(_ => decision.AppliedBy.All(
                    applied => applied.Kind != kind || applied.Refusal is null))
                .Select(effect => new RuleInForce(kind, effect, decision)))
            .LastOrDefault();
}
