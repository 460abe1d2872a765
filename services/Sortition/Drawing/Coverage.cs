using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>Which kinds are in any panel at all, and panels that show it.</summary>
sealed class Coverage
{
    readonly List<Panel> _panels = [];

    Coverage(int kinds) => IsCovered = new bool[kinds];

    internal bool[] IsCovered { get; }

    internal IReadOnlyList<Panel> Panels => _panels;

    /// <summary>
    /// Looks for a panel with each kind; afterwards the search has none of those in no panel.
    /// </summary>
    internal static Coverage Of(PanelRules rules, PanelSearch search, long seed)
    {
        var coverage = new Coverage(rules.Count);
        var worth = new double[rules.Count];
        for (var kind = 0; kind < rules.Count; kind++)
        {
            if (coverage.IsCovered[kind]) continue;
            for (var other = 0; other < rules.Count; other++)
            {
                worth[other] = coverage.IsCovered[other]
                    ? 0 : Scatter.Of(seed + ((long)coverage._panels.Count * rules.Count) + other);
            }
            if (rules.Most[kind] == 0) continue;
            search.Limit(kind, 1, rules.Most[kind]);
            var found = search.Find(worth, double.NegativeInfinity, share: 0);
            search.Limit(kind, 0, found.Best is null ? 0 : rules.Most[kind]);
            if (found.Best is null) continue;
            coverage._panels.Add(found.Best);
            foreach (var member in found.Best.Kinds) coverage.IsCovered[member] = true;
        }
        return coverage;
    }
}
