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

    /// <summary>The rules of a caisse, in the order in which people ask about them.</summary>
    internal static readonly IReadOnlyList<string> Rules =
        [Allocation, Contribution, CarryOver, Rates, Payments, Settlement, Backing];
}
