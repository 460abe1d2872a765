using Caisse.Sortition.Drawing;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Evidence;

/// <summary>What follows from the number: the panel, and who stands in for whom.</summary>
public static class Settlement
{
    /// <summary>
    /// The evidence with its outcome. There is one: evidence that has one already is refused.
    /// </summary>
    /// <param name="evidence">As it was published.</param>
    /// <param name="pool">The same pool, with everybody's features.</param>
    /// <param name="value">From the source that the evidence names.</param>
    public static EvidenceFile Settle(EvidenceFile evidence, Pool pool, string value)
    {
        if (evidence.Outcome is not null)
            throw new InvalidOperationException("This draw has its outcome already.");
        var outcome = Outcome(
            pool, evidence.Result.Panels, evidence.Order.Alternates, evidence.BundleHash, value);
        return (evidence with { Outcome = outcome }).Sealed();
    }

    internal static EvidenceOutcome Outcome(
        Pool pool, int[][] panels, int alternates, string bundleHash, string value)
    {
        var number = PublicNumber.Below(value, bundleHash, panels.Length);
        var panel = panels[number];
        return new EvidenceOutcome(
            value, number, [.. panel.Select(person => pool.Persons[person].Id)],
            panel.ToDictionary(
                seat => pool.Persons[seat].Id,
                seat => Alternates(pool, panel, seat, alternates, bundleHash, value)
                    .Select(person => pool.Persons[person].Id).ToArray()));
    }

    /// <summary>
    /// What to draw when some of a panel refuse: as many persons as are missing, who with those seated
    /// satisfy the quotas. It is an order like any other, so that replacements are drawn as the panel was.
    /// </summary>
    public static DrawOrder Replacements(
        Pool pool, IReadOnlyCollection<int> seated, IReadOnlyCollection<int> refused, int missing,
        string seed)
    {
        var households = seated.Select(person => pool.Persons[person].Household)
            .Where(household => household is not null).ToHashSet();
        var gone = seated.Concat(refused).ToHashSet();
        var category = pool.Categories.Index().ToDictionary(one => one.Item, one => one.Index);
        var quotas = pool.Quotas.Select(quota =>
        {
            var count = seated.Count(person =>
                pool.Persons[person].Features[category[quota.Category]] == quota.Feature);
            return quota with
            {
                Min = Math.Max(0, quota.Min - count),
                Max = Math.Max(0, quota.Max - count),
                LowestMin = Math.Max(0, quota.LowestMin - count),
                HighestMax = quota.HighestMax == int.MaxValue ? int.MaxValue : quota.HighestMax - count,
            };
        });
        var persons = pool.Persons.Where((person, at) => !gone.Contains(at)
            && (person.Household is null || !households.Contains(person.Household)));
        return new DrawOrder(pool with { Quotas = [.. quotas], Persons = [.. persons] }, missing, seed);
    }

    /// <summary>For one seat, in the order in which they are asked: each as likely as the next.</summary>
    static List<int> Alternates(
        Pool pool, int[] panel, int seat, int most, string bundleHash, string value)
    {
        var others = panel.Where(person => person != seat).ToArray();
        var waiting = Fitting(Replacements(pool, others, [seat], 1, "").Pool)
            .OrderBy(id => id, StringComparer.Ordinal).ToList();
        var places = pool.Persons.Index().ToDictionary(one => one.Item.Id, one => one.Index);
        var asked = new List<int>();
        while (asked.Count < most && waiting.Count > 0)
        {
            var next = PublicNumber.Below(
                value, bundleHash, waiting.Count,
                $"alternate {asked.Count} of {pool.Persons[seat].Id}");
            asked.Add(places[waiting[next]]);
            waiting.RemoveAt(next);
        }
        return asked;
    }

    /// <summary>
    /// Who alone satisfies the quotas that are left: for one seat, any of them is as fair as another.
    /// </summary>
    internal static IEnumerable<string> Fitting(Pool left)
    {
        var quotas = left.Quotas.ToDictionary(quota => (quota.Category, quota.Feature));
        var needed = left.Quotas.Sum(quota => quota.Min);
        return left.Persons.Where(person =>
        {
            var own = left.Categories
                .Select((category, at) => quotas[(category, person.Features[at])]).ToList();
            return own.All(quota => quota.Max > 0) && own.Sum(quota => Math.Min(quota.Min, 1)) == needed;
        }).Select(person => person.Id);
    }
}
