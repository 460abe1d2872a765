using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Tests.Exact;

/// <summary>Every panel of a small pool, and the fairest lottery over them in fractions.</summary>
sealed class AllPanels
{
    readonly Pool _pool;
    readonly List<int[]> _panels;

    internal AllPanels(Pool pool, int size)
    {
        _pool = pool;
        _panels = [.. Subsets(pool.Persons.Count, size).Where(panel => Cost(panel, (_, _, _) => 1) == 0)];
    }

    internal IReadOnlyList<int[]> Panels => _panels;

    /// <summary>All choices of some persons of so many.</summary>
    internal static IEnumerable<int[]> Subsets(int persons, int size) => size == 0 ? [[]]
        : Enumerable.Range(0, persons).SelectMany(last => Subsets(last, size - 1).Select(rest => (int[])[.. rest, last]));

    /// <summary>What the seats cost by which the quotas are broken; infinite for a shared household.</summary>
    internal double Cost(int[] panel, Func<Quota, bool, int, double> price)
    {
        var households = panel.Select(person => _pool.Persons[person].Household).Where(key => key is not null);
        if (households.GroupBy(key => key).Any(same => same.Count() > 1)) return double.PositiveInfinity;
        return _pool.Quotas.Sum(quota =>
        {
            var category = _pool.Categories.ToList().IndexOf(quota.Category);
            var count = panel.Count(person => _pool.Persons[person].Features[category] == quota.Feature);
            return count < quota.Min ? price(quota, false, quota.Min - count)
                : count > quota.Max ? price(quota, true, count - quota.Max) : 0;
        });
    }

    /// <summary>The leximin probabilities, exact until the last step.</summary>
    internal double[] Leximin()
    {
        var people = _pool.Persons.Count;
        var covered = Enumerable.Range(0, people)
            .Where(person => _panels.Any(panel => panel.Contains(person))).ToList();
        var settled = new Dictionary<int, Rational>();
        while (settled.Count < covered.Count)
        {
            var open = covered.Where(person => !settled.ContainsKey(person)).ToList();
            var level = Program(settled, open, null).Maximise(Gains(_panels.Count))!.Value;
            foreach (var person in open)
            {
                var program = Program(settled, open, level);
                var gains = _panels.Select(panel => (Rational)(panel.Contains(person) ? 1 : 0)).Append(0).ToArray();
                if (program.Maximise(gains)!.Value == level) settled[person] = level;
            }
        }
        return [.. Enumerable.Range(0, people).Select(person => (double)settled.GetValueOrDefault(person, 0))];
    }

    /// <summary>Variables are the shares of the panels, then what everyone open gets (or at least the level).</summary>
    ExactProgram Program(Dictionary<int, Rational> settled, List<int> open, Rational? level)
    {
        var program = new ExactProgram(_panels.Count + 1);
        program.Exactly([.. _panels.Select(_ => (Rational)1), 0], 1);
        foreach (var (person, probability) in settled) program.AtLeast(Row(person, 0), probability);
        foreach (var person in open) program.AtLeast(Row(person, level is null ? -1 : 0), level ?? 0);
        program.AtMost(Gains(_panels.Count), 1);
        return program;

        Rational[] Row(int person, Rational last) =>
            [.. _panels.Select(panel => (Rational)(panel.Contains(person) ? 1 : 0)), last];
    }

    static Rational[] Gains(int last) =>
        [.. Enumerable.Range(0, last + 1).Select(at => (Rational)(at == last ? 1 : 0))];
}
