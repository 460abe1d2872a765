using System.Globalization;
using System.Numerics;
using Caisse.Sortition.Evidence;
using static Caisse.Sortition.Verifying.DifferenceException;

namespace Caisse.Sortition.Verifying;

/// <summary>The numbered panels, counted person by person as far as features are known.</summary>
static class PanelsCheck
{
    internal static void Check(EvidencePool pool, int size, int[][] panels)
    {
        var columns = pool.Categories.Index().ToDictionary(one => one.Item, one => one.Index);
        foreach (var (number, panel) in panels.Index())
        {
            var path = $"result.panels[{number}]";
            UnlessSame(panel.Length, size, path);
            Unless(
                panel.Zip(panel.Skip(1)).All(pair => pair.First < pair.Second), path,
                "somebody is there twice, or the order is not that of the pool");
            var known = panel.Select(place => pool.Persons[place]).Where(one => one.Features is not null)
                .ToList();
            foreach (var quota in pool.Quotas)
            {
                var column = columns[quota.Category];
                var count = known.Count(person => person.Features![column] == quota.Feature);
                Unless(
                    count <= quota.Max && count + size - known.Count >= quota.Min, path,
                    $"{quota.Category} {quota.Feature}: {count}, from {quota.Min} to {quota.Max}");
            }
            Unless(
                known.Select(person => person.Household).OfType<string>().CountBy(household => household)
                    .All(household => household.Value == 1), path, "two persons of one household");
        }
    }

    /// <summary>How far the panels are from the probabilities.</summary>
    internal static string Compare(int[][] panels, FixedDecimal[] probabilities)
    {
        var counts = new int[probabilities.Length];
        foreach (var person in panels.SelectMany(panel => panel)) counts[person]++;
        var off = probabilities.Select((probability, person) => BigInteger.Abs(
            (counts[person] * FixedDecimal.One) - (probability.Units * panels.Length))).Max();
        var text = new FixedDecimal(off).ToDouble().ToString("0.##", CultureInfo.InvariantCulture);
        return $"The {panels.Length} panels hold nobody more than {text} panels too often or too rarely"
            + (off > FixedDecimal.One * LotteryQuality.MaxPanelsOff ? ", which is much." : ".");
    }
}
