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
    /// <summary>Examines the rule of an effect and notes what is wrong with it.</summary>
    delegate void Examine(Check check, EffectRequest effect, string field);

    static readonly Dictionary<string, Examine> Examiners = new()
    {
        [EffectKinds.None] = (check, effect, field) =>
            check.That(effect.Value is null, field, "must be left out: nothing changes."),
        [EffectKinds.SetContributionScheme] = Read<SetContributionScheme>(RuleChecks.Contribution),
        [EffectKinds.SetAllocationScheme] = Read<SetAllocationScheme>(RuleChecks.Allocation),
        [EffectKinds.SetBackingRatio] = Read<SetBackingRatio>(RuleChecks.Backing),
        [EffectKinds.SetCategoryRates] = Read<SetCategoryRates>(RuleChecks.Rates),
        [EffectKinds.SetPaymentRules] = Read<SetPaymentRules>(RuleChecks.Payments),
        [EffectKinds.SetCarryOver] = Read<SetCarryOver>(RuleChecks.CarryOver),
        [EffectKinds.AccreditPointOfSale] = Read<AccreditPointOfSale>(RuleChecks.Accreditation),
        [EffectKinds.SuspendPointOfSale] = Read<SuspendPointOfSale>(RuleChecks.Suspension),
        [EffectKinds.SetSettlementTerms] = Read<SetSettlementTerms>(RuleChecks.Settlement),
    };

    /// <summary>Names everything that is wrong with the rule; a rule that passes can be applied.</summary>
    public void CheckInto(Check check, string field)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (Examiners.TryGetValue(Kind, out var examine))
        {
            examine(check, this, $"{field}.value");
        }
        else
        {
            check.That(
                false, $"{field}.kind", $"\"{Kind}\" is not an effect that this platform can apply.");
        }
    }

    /// <summary>The effect as the decision's event carries it.</summary>
    public DecisionEffect ToContract() => new(Kind, Value?.GetRawText() ?? "{}");

    static Examine Read<TRule>(Action<Check, TRule, string> examine) => (check, effect, field) =>
    {
        try
        {
            var rule = effect.Value is { ValueKind: JsonValueKind.Object } json
                ? json.Deserialize<TRule>(CaisseJson.Http)
                : default;
            check.That(rule is not null, field, $"must be an object in the shape of {effect.Kind}.");
            if (rule is not null)
            {
                examine(check, rule, field);
            }
        }
        catch (JsonException exception)
        {
            check.That(
                false, field, $"is not in the shape of {effect.Kind}: {HttpSetup.Explain(exception)}");
        }
    };
}
