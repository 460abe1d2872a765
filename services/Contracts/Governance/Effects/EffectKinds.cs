namespace Caisse.Contracts.Governance.Effects;

/// <summary>The kinds of effect a decision may have, and who owns each rule.</summary>
public static class EffectKinds
{
    /// <summary>
    /// What households contribute; owned by contributions. Shape:
    /// <see cref="Effects.SetContributionScheme"/>.
    /// </summary>
    public const string SetContributionScheme = "set_contribution_scheme";

    /// <summary>
    /// What households receive; owned by wallet. Shape: <see cref="Effects.SetAllocationScheme"/>.
    /// </summary>
    public const string SetAllocationScheme = "set_allocation_scheme";

    /// <summary>
    /// How much cash must stand behind MonA; owned by contributions. Shape:
    /// <see cref="Effects.SetBackingRatio"/>.
    /// </summary>
    public const string SetBackingRatio = "set_backing_ratio";

    /// <summary>
    /// Share of a product payable in MonA, by category; owned by wallet. Shape:
    /// <see cref="Effects.SetCategoryRates"/>.
    /// </summary>
    public const string SetCategoryRates = "set_category_rates";

    /// <summary>
    /// Limits, holds, PINs and offline tills; owned by wallet. Shape: <see cref="Effects.SetPaymentRules"/>.
    /// </summary>
    public const string SetPaymentRules = "set_payment_rules";

    /// <summary>
    /// What households carry over into a new period; owned by wallet. Shape:
    /// <see cref="Effects.SetCarryOver"/>.
    /// </summary>
    public const string SetCarryOver = "set_carry_over";

    /// <summary>
    /// Points of sale that may take MonA; owned by merchant-network. Shape:
    /// <see cref="Effects.AccreditPointOfSale"/>.
    /// </summary>
    public const string AccreditPointOfSale = "accredit_point_of_sale";

    /// <summary>
    /// A point of sale that may not take MonA for now; owned by merchant-network. Shape:
    /// <see cref="Effects.SuspendPointOfSale"/>.
    /// </summary>
    public const string SuspendPointOfSale = "suspend_point_of_sale";

    /// <summary>
    /// How points of sale are reimbursed; owned by merchant-network. Shape:
    /// <see cref="Effects.SetSettlementTerms"/>.
    /// </summary>
    public const string SetSettlementTerms = "set_settlement_terms";

    /// <summary>A decision that changes no rule.</summary>
    public const string None = "none";
}
