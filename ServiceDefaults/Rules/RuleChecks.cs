using Caisse.Contracts.Governance.Effects;

namespace Caisse.ServiceDefaults;

/// <summary>What makes sense as a rule, kind by kind.</summary>
static class RuleChecks
{
    const int MostPointsOfSale = 100;
    const int MostCategories = 50;
    const int LargestFeeBasisPoints = 1000;
    const int LongestReason = 500;

    /// <summary>Thirty days.</summary>
    const int LongestHoldMinutes = 30 * 24 * 60;

    internal static void Contribution(Check check, SetContributionScheme rule, string at) => check
        .Cents(rule.MinimumFirstPersonCents, $"{at}.minimumFirstPersonCents")
        .Cents(rule.MinimumFurtherPersonCents, $"{at}.minimumFurtherPersonCents");

    internal static void Allocation(Check check, SetAllocationScheme rule, string at) =>
        check.AllocationScheme(rule, at);

    internal static void Backing(Check check, SetBackingRatio rule, string at) =>
        check.That(rule.Percent is >= 1 and <= 100, $"{at}.percent", "must be from 1 to 100.");

    internal static void Rates(Check check, SetCategoryRates rule, string at)
    {
        // JSON may put null into a list whatever the type of its items.
        check.Count(rule.Rates, 0, MostCategories, $"{at}.rates")
            .That(
                rule.Rates.DistinctBy(rate => rate?.Category).Count() == rule.Rates.Count,
                $"{at}.rates", "must name each category once.");
        foreach (var rate in rule.Rates)
        {
            check.Text(rate?.Category, $"{at}.rates")
                .That(rate?.Percent is >= 0 and <= 100, $"{at}.rates", "must be from 0 to 100 percent.");
        }
    }

    internal static void Payments(Check check, SetPaymentRules rule, string at) => check
        .Cents(rule.LargestPaymentCents ?? 0, $"{at}.largestPaymentCents")
        .Cents(rule.LargestPerDayCents ?? 0, $"{at}.largestPerDayCents")
        .Cents(rule.LargestPerPeriodCents ?? 0, $"{at}.largestPerPeriodCents")
        .Cents(rule.LargestPerPointOfSaleAndDayCents ?? 0, $"{at}.largestPerPointOfSaleAndDayCents")
        .Cents(rule.PinAboveCents ?? 0, $"{at}.pinAboveCents")
        .Cents(rule.OfflineFloorCents ?? 0, $"{at}.offlineFloorCents")
        .Cents(rule.OfflineGuaranteeCents ?? 0, $"{at}.offlineGuaranteeCents")
        .Cents(rule.SecondPersonAboveCents ?? 0, $"{at}.secondPersonAboveCents")
        .That(
            rule.HoldMinutes is null or (>= 1 and <= LongestHoldMinutes),
            $"{at}.holdMinutes", $"must be from 1 to {LongestHoldMinutes}.")
        .That(
            rule.RecoveryPercent is null or (>= 1 and <= 100),
            $"{at}.recoveryPercent", "must be from 1 to 100.");

    internal static void CarryOver(Check check, SetCarryOver rule, string at) => check
        .OneOf(rule.Mode, SetCarryOver.Modes, $"{at}.mode")
        .That(
            rule.Mode == SetCarryOver.Keep
                ? rule.Months is null
                : rule.Months is >= 1 and <= SetCarryOver.LargestMonths,
            $"{at}.months", $"must be from 1 to {SetCarryOver.LargestMonths}, and left out to keep all.")
        .That(
            rule.DepartedMonths is null or (>= 0 and <= SetCarryOver.LargestMonths),
            $"{at}.departedMonths", $"must be from 0 to {SetCarryOver.LargestMonths}.");

    internal static void Accreditation(Check check, AccreditPointOfSale rule, string at)
    {
        check.Count(rule.PointOfSaleIds, 1, MostPointsOfSale, $"{at}.pointOfSaleIds")
            .Count(rule.Categories ?? [], 0, MostCategories, $"{at}.categories");
        foreach (var category in rule.Categories ?? [])
        {
            check.Text(category, $"{at}.categories");
        }
    }

    internal static void Suspension(Check check, SuspendPointOfSale rule, string at) => check
        .Id(rule.PointOfSaleId, $"{at}.pointOfSaleId")
        .Text(rule.Reason, $"{at}.reason", LongestReason);

    internal static void Settlement(Check check, SetSettlementTerms rule, string at) => check.That(
        rule.FeeBasisPoints is >= 0 and <= LargestFeeBasisPoints,
        $"{at}.feeBasisPoints", $"must be from 0 to {LargestFeeBasisPoints}.");
}
