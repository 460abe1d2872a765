namespace Caisse.Portal.Showing;

/// <summary>What each household receives, in words and in three examples.</summary>
static class AllocationWords
{
    const int AgeOfExampleChild = 8;

    internal static IEnumerable<string> Of(RuleValue rule) =>
    [
        .. rule.Text("basis") switch
        {
            "flat" => [Words.Of("allocation.flat", Numbers.Mona(rule.Number("firstPersonCents")))],
            "mean_of_contributions" => [Words.Of("allocation.mean")],
            "multiple_of_contribution" => [Words.Of("allocation.multiple", rule.Number("multiplierPercent"))],
            _ => ByComposition(rule),
        },
        .. Bounds(rule),
    ];

    static IEnumerable<string> ByComposition(RuleValue rule)
    {
        var (first, further) = (rule.Number("firstPersonCents"), rule.Number("furtherPersonCents"));
        yield return Words.Of("allocation.first", Numbers.Mona(first));
        yield return further == 0
            ? Words.Of("allocation.further.none")
            : Words.Of("allocation.further", Numbers.Mona(further));
        if (rule.NumberOrNull("childCents") is { } child)
        {
            yield return Child(rule.Number("childUnderAge"), child);
        }
        foreach (var band in rule.List("ageBands"))
        {
            yield return Child(band.Number("underAge"), band.Number("cents"));
        }
        var ofChild = OfChild(rule, further);
        yield return Words.Of(
            "allocation.examples", Numbers.Mona(Bounded(rule, first)),
            Numbers.Mona(Bounded(rule, first + further)),
            Numbers.Mona(Bounded(rule, first + further + (2 * ofChild))));
    }

    static string Child(long underAge, long cents) => cents == 0
        ? Words.Of("allocation.child.none", underAge)
        : Words.Of("allocation.child", underAge, Numbers.Mona(cents));

    /// <summary>What a child of eight adds, as in the example.</summary>
    static long OfChild(RuleValue rule, long further)
    {
        var bands = rule.List("ageBands").Where(band => band.Number("underAge") > AgeOfExampleChild).ToList();
        return bands.Count > 0 ? bands[0].Number("cents")
            : rule.NumberOrNull("childCents") is { } child && rule.Number("childUnderAge") > AgeOfExampleChild
                ? child
                : further;
    }

    static long Bounded(RuleValue rule, long cents) => Math.Min(
        Math.Max(cents, rule.NumberOrNull("floorCents") ?? 0),
        rule.NumberOrNull("capCents") ?? long.MaxValue);

    static IEnumerable<string> Bounds(RuleValue rule)
    {
        if (rule.NumberOrNull("floorCents") is { } floor)
        {
            yield return Words.Of("allocation.floor", Numbers.Mona(floor));
        }
        if (rule.NumberOrNull("capCents") is { } cap)
        {
            yield return Words.Of("allocation.cap", Numbers.Mona(cap));
        }
        var requires = rule.Text("requires");
        if (requires is "pledged" or "paid")
        {
            yield return rule.NumberOrNull("minimumContributionCents") is { } minimum
                ? Words.Of($"allocation.{requires}.from", Numbers.Euros(minimum))
                : Words.Of($"allocation.{requires}");
        }
    }
}
