using Caisse.Portal.Calling;

namespace Caisse.Portal.Showing;

/// <summary>The kinds of effect that pages can say in words.</summary>
static class EffectKinds
{
    internal const string Allocation = "set_allocation_scheme";
    internal const string Contribution = "set_contribution_scheme";
    internal const string CarryOver = "set_carry_over";
    internal const string Rates = "set_category_rates";
    internal const string Payments = "set_payment_rules";
    internal const string Backing = "set_backing_ratio";
    internal const string Settlement = "set_settlement_terms";
    internal const string Accredit = "accredit_point_of_sale";
    internal const string Suspend = "suspend_point_of_sale";

    const string None = "none";

    /// <summary>Rules in the order in which people ask about them; kinds not known here come after.</summary>
    static readonly string[] First =
        [Allocation, Contribution, CarryOver, Rates, Payments, Settlement, Backing];

    /// <summary>Whether it is a rule in force from a day on.</summary>
    internal static bool IsRule(string kind) => kind is not (Accredit or Suspend or None);

    /// <summary>The rules that decisions are about, in their order.</summary>
    internal static IEnumerable<string> RulesIn(IReadOnlyList<Decision> decisions) => First.Concat(decisions
        .SelectMany(decision => decision.Effects.Select(effect => effect.Kind)).Where(IsRule)
        .Distinct().Except(First).Order(StringComparer.Ordinal));
}
