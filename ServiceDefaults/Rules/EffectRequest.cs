using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Governance.Effects;

namespace Caisse.ServiceDefaults;

/// <summary>
/// A rule that someone proposes, or that a caisse is founded with:
/// <c>{"kind": "set_backing_ratio", "value": {"percent": 100}}</c>.
/// </summary>
/// <param name="Kind">One of <see cref="EffectKinds"/>.</param>
/// <param name="Value">The rule, in the shape its kind gives; left out for <c>none</c>.</param>
public sealed record EffectRequest(string Kind, JsonElement? Value = null)
{
    const int MostPointsOfSale = 100;
    const int MostCategories = 50;
    const int LargestFeeBasisPoints = 1000;
    const int LongestReason = 500;
    const int OldestChild = 30;

    /// <summary>Thirty days.</summary>
    const int LongestHoldMinutes = 30 * 24 * 60;

    /// <summary>Names everything that is wrong with the rule; a rule that passes can be applied.</summary>
    public void CheckInto(Check check, string field)
    {
        ArgumentNullException.ThrowIfNull(check);
        var value = $"{field}.value";
        switch (Kind)
        {
            case EffectKinds.None:
                check.That(Value is null, value, "must be left out: nothing changes.");
                break;
            case EffectKinds.SetContributionScheme:
                Read<SetContributionScheme>(check, value, CheckContribution);
                break;
            case EffectKinds.SetAllocationScheme:
                Read<SetAllocationScheme>(check, value, CheckAllocation);
                break;
            case EffectKinds.SetBackingRatio:
                Read<SetBackingRatio>(check, value, (rule, at) =>
                    check.That(rule.Percent is >= 1 and <= 100, $"{at}.percent", "must be from 1 to 100."));
                break;
            case EffectKinds.SetCategoryRates: Read<SetCategoryRates>(check, value, CheckRates); break;
            case EffectKinds.SetPaymentRules:
                Read<SetPaymentRules>(check, value, CheckPayments);
                break;
            case EffectKinds.SetCarryOver: Read<SetCarryOver>(check, value, CheckCarryOver); break;
            case EffectKinds.AccreditPointOfSale:
                Read<AccreditPointOfSale>(check, value, CheckAccreditation);
                break;
            case EffectKinds.SuspendPointOfSale:
                Read<SuspendPointOfSale>(check, value, (rule, at) =>
                    check.Id(rule.PointOfSaleId, $"{at}.pointOfSaleId")
                        .Text(rule.Reason, $"{at}.reason", LongestReason));
                break;
            case EffectKinds.SetSettlementTerms:
                Read<SetSettlementTerms>(check, value, (rule, at) => check.That(
                    rule.FeeBasisPoints is >= 0 and <= LargestFeeBasisPoints, $"{at}.feeBasisPoints",
                    $"must be from 0 to {LargestFeeBasisPoints}."));
                break;
            default:
                check.That(
                    false, $"{field}.kind", $"\"{Kind}\" is not an effect that this platform can apply.");
                break;
        }

        void CheckContribution(SetContributionScheme rule, string at) => check
            .Cents(rule.MinimumFirstPersonCents, $"{at}.minimumFirstPersonCents")
            .Cents(rule.MinimumFurtherPersonCents, $"{at}.minimumFurtherPersonCents");

        void CheckAllocation(SetAllocationScheme rule, string at) => check
            .Cents(rule.FirstPersonCents, $"{at}.firstPersonCents")
            .Cents(rule.FurtherPersonCents, $"{at}.furtherPersonCents")
            .Cents(rule.ChildCents ?? 0, $"{at}.childCents")
            .That(
                rule.ChildCents is null == rule.ChildUnderAge is null,
                $"{at}.childUnderAge", "goes together with childCents.")
            .That(
                rule.ChildUnderAge is null or (>= 1 and <= OldestChild),
                $"{at}.childUnderAge", $"must be from 1 to {OldestChild}.");

        void CheckRates(SetCategoryRates rule, string at)
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

        void CheckPayments(SetPaymentRules rule, string at) => check
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

        void CheckCarryOver(SetCarryOver rule, string at) => check
            .OneOf(rule.Mode, SetCarryOver.Modes, $"{at}.mode")
            .That(
                rule.Mode == SetCarryOver.Keep
                    ? rule.Months is null
                    : rule.Months is >= 1 and <= SetCarryOver.LargestMonths,
                $"{at}.months", $"must be from 1 to {SetCarryOver.LargestMonths}, and left out to keep all.")
            .That(
                rule.DepartedMonths is null or (>= 0 and <= SetCarryOver.LargestMonths),
                $"{at}.departedMonths", $"must be from 0 to {SetCarryOver.LargestMonths}.");

        void CheckAccreditation(AccreditPointOfSale rule, string at)
        {
            check.Count(rule.PointOfSaleIds, 1, MostPointsOfSale, $"{at}.pointOfSaleIds")
                .Count(rule.Categories ?? [], 0, MostCategories, $"{at}.categories");
            foreach (var category in rule.Categories ?? [])
            {
                check.Text(category, $"{at}.categories");
            }
        }
    }

    /// <summary>The effect as the decision's event carries it.</summary>
    public DecisionEffect ToContract() => new(Kind, Value?.GetRawText() ?? "{}");

    void Read<TRule>(Check check, string field, Action<TRule, string> examine)
    {
        try
        {
            var rule = Value is { ValueKind: JsonValueKind.Object } json
                ? json.Deserialize<TRule>(CaisseJson.Http)
                : default;
            check.That(rule is not null, field, $"must be an object in the shape of {Kind}.");
            if (rule is not null)
            {
                examine(rule, field);
            }
        }
        catch (JsonException exception)
        {
            check.That(false, field, $"is not in the shape of {Kind}: {HttpSetup.Explain(exception)}");
        }
    }
}
