using System.Text.Json;
using Caisse.Portal.Calling;

namespace Caisse.Portal.Showing;

/// <summary>
/// A rule as one person would tell it to another, the most important first; <c>**</c> marks what stands out.
/// </summary>
static class RuleWords
{
    internal static IReadOnlyList<string> Of(Effect effect)
    {
        var rule = new RuleValue(effect.Value ?? default);
        return [.. (effect.Kind switch
        {
            EffectKinds.Allocation => AllocationWords.Of(rule),
            EffectKinds.Contribution => Contribution(rule),
            EffectKinds.CarryOver => CarryOver(rule),
            EffectKinds.Rates => Rates(rule),
            EffectKinds.Payments => Payments(rule),
            EffectKinds.Backing => [Words.Of("backing", rule.Number("percent"))],
            EffectKinds.Settlement => Settlement(rule),
            EffectKinds.Accredit => Accreditation(rule),
            EffectKinds.Suspend => [Words.Of("suspend", rule.Text("reason"))],
            _ => effect.InWords is { Count: > 0 } words
                ? words.Select(Words.InLanguage)
                : [Words.Of("no-rule")],
        })];
    }

    /// <summary>What a rule is about: in the pages' words or, for a kind not known here, its own.</summary>
    internal static string TitleOf(Effect effect) => effect.Title is { } title
        ? Words.OrElse($"rule.{effect.Kind}", Words.InLanguage(title))
        : Words.OrWord("rule", effect.Kind);

    static IEnumerable<string> Contribution(RuleValue rule)
    {
        var (first, further) =
            (rule.Number("minimumFirstPersonCents"), rule.Number("minimumFurtherPersonCents"));
        yield return first == 0
            ? Words.Of("contribution.free")
            : Words.Of("contribution.from", Numbers.Euros(first));
        if (further > 0)
        {
            yield return Words.Of("contribution.further", Numbers.Euros(further));
            yield return Words.Of("contribution.example", Numbers.Euros(first + (2 * further)));
        }
        yield return Words.Of("contribution.same");
    }

    static IEnumerable<string> CarryOver(RuleValue rule)
    {
        var months = rule.Number("months");
        yield return rule.Text("mode") switch
        {
            "cap" => Words.Count("carry.cap", months),
            "expire" => Words.Count("carry.expire", months),
            _ => Words.Of("carry.keep"),
        };
        if (rule.Text("mode") is "cap" or "expire")
        {
            yield return Words.Of("carry.warned");
        }
        yield return Words.Count("carry.departed", rule.NumberOrNull("departedMonths") ?? 3);
    }

    static IEnumerable<string> Rates(RuleValue rule)
    {
        foreach (var rates in rule.List("rates").GroupBy(rate => rate.Number("percent"))
            .OrderByDescending(rates => rates.Key))
        {
            var names = string.Join(
                ", ", rates.Select(rate => Words.OrWord("category", rate.Text("category"))));
            yield return rates.Key switch
            {
                100 => Words.Of("rates.whole", names),
                0 => Words.Of("rates.none", names),
                var percent => Words.Of("rates.part", names, percent, 100 - percent),
            };
        }
        yield return Words.Of("rates.other");
    }

    static IEnumerable<string> Payments(RuleValue rule)
    {
        foreach (var name in new[]
        {
            "largestPaymentCents", "largestPerDayCents", "largestPerPeriodCents",
            "largestPerPointOfSaleAndDayCents", "pinAboveCents", "offlineFloorCents", "offlineGuaranteeCents",
            "secondPersonAboveCents",
        })
        {
            if (rule.NumberOrNull(name) is { } cents)
            {
                yield return Words.Of($"payments.{name}", Numbers.Mona(cents));
            }
        }
        if (rule.NumberOrNull("offlineFloorCents") is null)
        {
            yield return Words.Of("payments.online");
        }
        if (rule.NumberOrNull("recoveryPercent") is { } percent)
        {
            yield return Words.Of("payments.recovery", percent);
        }
    }

    static IEnumerable<string> Settlement(RuleValue rule)
    {
        var points = rule.Number("feeBasisPoints");
        yield return points == 0
            ? Words.Of("settlement.free")
            : Words.Of("settlement.fee", Numbers.Percent(points / 100m), Numbers.Euros(10_000 - points));
        yield return Words.Of("settlement.euros");
    }

    static IEnumerable<string> Accreditation(RuleValue rule)
    {
        yield return Words.Count("accredit", rule.List("pointOfSaleIds").Count);
        var categories = rule.List("categories");
        if (categories.Count > 0)
        {
            yield return Words.Of(
                "accredit.for",
                string.Join(", ", categories.Select(one => Words.OrWord("category", one.AsText))));
        }
        if (rule.Text("until") is { Length: > 0 } until && DateOnly.TryParse(until, out var day))
        {
            yield return Words.Of("accredit.until", Numbers.Day(day));
        }
    }
}

/// <summary>The value of a rule, read by name: a member that is not there counts as nothing.</summary>
readonly record struct RuleValue(JsonElement Json)
{
    internal long Number(string name) => NumberOrNull(name) ?? 0;

    internal long? NumberOrNull(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value)
            ? value
            : null;

    internal string Text(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    internal string AsText => Json.ValueKind == JsonValueKind.String ? Json.GetString()! : "";

    internal IReadOnlyList<RuleValue> List(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(one => new RuleValue(one))]
            : [];

    JsonElement? Find(string name) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var member) ? member : null;
}
