using Caisse.Sortition.Pools;
using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>What every panel satisfies, over kinds: its size, the quotas, one person per household.</summary>
sealed class PanelRules
{
    const double Tolerance = 1e-7;

    internal PanelRules(Kinds kinds, int size)
    {
        Persons = [.. kinds.All.Select(kind => kind.Persons.Count)];
        Most = [.. kinds.All.Select(kind => Math.Min(kind.Most, size))];
        Size = size;
        var categories = kinds.Pool.Categories.Index().ToDictionary(one => one.Item, one => one.Index);
        Quotas =
        [
            new Requirement(Members(_ => true), size, size),
            .. kinds.Pool.Quotas
                .OrderBy(quota => quota.Category, StringComparer.Ordinal)
                .ThenBy(quota => quota.Feature, StringComparer.Ordinal)
                .Select(quota => new Requirement(
                    Members(kind => kinds.All[kind].Features[categories[quota.Category]] == quota.Feature),
                    quota.Min, Math.Max(quota.Min, Math.Min(quota.Max, size)))),
        ];
        Groups =
        [
            .. kinds.Settlements.Where(settlement => settlement.Kinds.Count > 1)
                .Select(settlement => new Requirement([.. settlement.Kinds], 0, settlement.Households)),
        ];

        int[] Members(Func<int, bool> isMember) => [.. Enumerable.Range(0, kinds.All.Count).Where(isMember)];
    }

    /// <summary>From Min to Max persons of these kinds.</summary>
    internal sealed record Requirement(int[] Kinds, int Min, int Max)
    {
        internal SparseVector Row()
        {
            var row = new SparseVector(Kinds.Length);
            foreach (var kind in Kinds) row.Add(kind, 1);
            return row;
        }
    }

    internal int Count => Persons.Length;

    internal int Size { get; }

    internal int[] Persons { get; }

    internal int[] Most { get; }

    /// <summary>The size first.</summary>
    internal IReadOnlyList<Requirement> Quotas { get; }

    /// <summary>Kinds that share households, and how many of those there are.</summary>
    internal IReadOnlyList<Requirement> Groups { get; }

    /// <summary>How many steps of a search are a budget for so many kinds.</summary>
    internal long Steps(int fewest, int ofKind) => fewest + ((long)ofKind * Count);

    /// <summary>The first group that such amounts overfill; -1 when none.</summary>
    internal int Overfilled(Func<int, double> amount, int from)
    {
        for (var group = from; group < Groups.Count; group++)
        {
            var sum = 0.0;
            foreach (var kind in Groups[group].Kinds) sum += amount(kind);
            if (sum > Groups[group].Max + Tolerance) return group;
        }
        return -1;
    }
}
