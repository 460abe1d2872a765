using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The leximin from panels alone, level by level: the weights of persons that make the heaviest panel at hand
/// lightest, then the panel that is heaviest under them, until none is heavier than those at hand. Slower
/// than the relaxation where that says enough about whole panels, and independent of it where it does not.
/// </summary>
sealed class LevelByLevel
{
    /// <summary>
    /// No weight that proves a level comes near it: under exact quotas, of those fixed before, some are in
    /// the thousands.
    /// </summary>
    const double MostWeight = 1_000_000;
    const double SmallestWeight = 1e-6;

    /// <summary>By how much a panel may be heavier than those at hand.</summary>
    const double Slack = 1e-8;

    /// <summary>
    /// A level that takes more steps of the search is left as it is, so that every draw ends: the proof says
    /// how far it may be off.
    /// </summary>
    const int FewestSteps = 20_000;
    const int StepsOfKind = 2_000;

    /// <summary>What those fixed may lose, so that there are always probabilities.</summary>
    const double Give = 1e-10;

    readonly PanelRules _rules;
    readonly PanelSearch _search;
    readonly bool[] _isFixed;
    readonly double[] _worth;
    readonly LinearProgram _program;
    readonly List<Panel> _panels = [];

    internal LevelByLevel(PanelRules rules, PanelSearch search, bool[] isCovered, IEnumerable<Panel> atHand)
    {
        (_rules, _search) = (rules, search);
        _isFixed = [.. isCovered.Select(covered => !covered)];
        _worth = new double[rules.Count];
        // Variable 0 is the heaviest panel's weight; then the weight of each kind, all its persons together.
        _program = new LinearProgram(1 + rules.Count);
        _program.SetBounds(0, 0, rules.Size * MostWeight);
        _program.SetObjective(0, -1);
        var sum = new SparseVector(rules.Count);
        for (var kind = 0; kind < rules.Count; kind++)
        {
            _program.SetBounds(kind + 1, 0, isCovered[kind] ? MostWeight : 0);
            sum.Add(kind + 1, 1);
        }
        // The first row; then a row per panel, in their order.
        _program.AddRow(sum, 1, 1);
        foreach (var panel in atHand) Add(panel);
    }

    /// <summary>Computes the levels, all of them or the first, and the lottery that reaches them.</summary>
    internal (Distribution Distribution, List<Relaxation.Level> Levels) Compute(
        Objective objective, IProgress<DrawProgress>? progress)
    {
        var levels = new List<Relaxation.Level>();
        while (true)
        {
            var level = NextLevel(levels.Count, progress);
            levels.Add(level);
            foreach (var kind in level.Kinds) _isFixed[kind] = true;
            if (objective == Objective.Maximin || !_isFixed.Contains(false))
                return (Distribution.Of(_rules, _panels, Share), levels);
            foreach (var kind in level.Kinds)
            {
                _program.SetObjective(kind + 1, Math.Max(0, level.Probability - Give));
                _program.SetCoefficient(0, kind + 1, 0);
            }
        }
    }

    double Share(int panel) => Math.Max(0, _program.Price(panel + 1));

    Relaxation.Level NextLevel(int level, IProgress<DrawProgress>? progress)
    {
        var lastStep = _search.Steps + _rules.Steps(FewestSteps, StepsOfKind);
        while (true)
        {
            if (_program.Solve() != Outcome.Optimal) throw new UnsolvedException("No weights prove a level.");
            for (var kind = 0; kind < _worth.Length; kind++)
                _worth[kind] = Math.Max(0, _program.Value(kind + 1)) / _rules.Persons[kind];
            var heaviest = _program.Value(0);
            var found = _search.Find(_worth, heaviest + Slack, FairLottery.EnoughOfBound);
            progress?.Report(new DrawProgress(
                level, level + 1, -_program.Objective, Math.Max(0, found.Bound - heaviest), _panels.Count));
            if (found.Best is null || _search.Steps > lastStep) break;
            Add(found.Best);
        }
        var heaviestKind = Enumerable.Range(0, _rules.Count).Where(kind => !_isFixed[kind])
            .MaxBy(kind => _program.Value(kind + 1));
        var kinds = Enumerable.Range(0, _rules.Count).Where(kind => !_isFixed[kind]
            && (kind == heaviestKind || _program.Value(kind + 1) > SmallestWeight)).ToArray();
        return new Relaxation.Level(-_program.Objective, kinds, [.. _worth]);
    }

    void Add(Panel panel)
    {
        var row = new SparseVector(panel.Kinds.Length + 1);
        row.Add(0, -1);
        for (var at = 0; at < panel.Kinds.Length; at++)
        {
            var kind = panel.Kinds[at];
            row.Add(kind + 1, (double)panel.Counts[at] / _rules.Persons[kind]);
        }
        _panels.Add(panel);
        _program.AddRow(row, -_rules.Size * MostWeight, 0);
    }
}
