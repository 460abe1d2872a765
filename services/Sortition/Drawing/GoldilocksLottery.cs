using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The lottery in which nobody has much more and nobody much less than the mean chance: the largest
/// probability, in means, plus the mean in smallest probabilities is as small as can be. Weights that count
/// for the smallest and against the largest make panels heavy; the panel that is heaviest under the weights
/// that prove most joins those at hand, until none is heavier.
/// </summary>
/// <remarks>
/// Let weights for come to A in all and those against to B. In any lottery the largest probability is at
/// least what those against weigh on its mean panel, divided by B; the smallest at most what those for weigh,
/// divided by A. As x + y is at least twice the root of xy, its balance is at least 2 sqrt(A / B) - (what the
/// heaviest panel weighs) / (B x mean).
/// </remarks>
sealed class GoldilocksLottery
{
    /// <summary>What the balance may miss. It is 2 where all are alike.</summary>
    const double Enough = 2e-7;
    const double Slack = 1e-9;

    /// <summary>Roots of the weights for, at which the curve is touched from the start.</summary>
    const int Touches = 16;
    const double Calm = 0.6;
    const int MostStepsBetween = 60;
    const int FewestSteps = 20_000;
    const int StepsOfKind = 400;
    const double Nothing = 1e-9;

    readonly PanelRules _rules;
    readonly PanelSearch _search;
    readonly int[] _covered;
    readonly double _mean;
    readonly double _room;
    readonly LinearProgram _program;
    readonly List<(Panel Panel, int Row)> _panels = [];
    readonly double[] _weights;
    readonly double[] _between;
    readonly double[] _best;
    double _bestHeaviest;
    double _bestBound = GoldilocksBalance.Least;

    GoldilocksLottery(PanelRules rules, PanelSearch search, bool[] isCovered, Distribution start)
    {
        (_rules, _search) = (rules, search);
        _covered = [.. Enumerable.Range(0, rules.Count).Where(kind => isCovered[kind])];
        _mean = (double)rules.Size / _covered.Sum(kind => rules.Persons[kind]);
        _room = Balance(start).Value;
        (_weights, _between) = (new double[rules.Count], new double[rules.Count]);
        _best = new double[rules.Count];
        _program = Program();
        foreach (var panel in start.Panels) Add(panel);
    }

    int Kinds => _covered.Length;

    int HeaviestPlace => 2 * Kinds;

    int RootPlace => HeaviestPlace + 1;

    /// <summary>From a lottery in which everybody who can be drawn has some probability.</summary>
    internal static Distribution Compute(
        PanelRules rules, PanelSearch search, bool[] isCovered, Distribution start,
        IProgress<DrawProgress>? progress, CancellationToken cancellation)
    {
        var lottery = new GoldilocksLottery(rules, search, isCovered, start);
        var distribution = lottery.Improve(start, progress, cancellation);
        var least = lottery._covered.Min(kind => distribution.Probabilities[kind]);
        return distribution with
        {
            Levels =
            [
                new KindCertificate(
                    lottery._covered, least, lottery._bestBound, lottery._bestHeaviest, lottery._best, 0),
            ],
        };
    }

    /// <summary>
    /// Weights for and against, of all of a kind, what the heaviest panel weighs, and twice the root of the
    /// weights for. Those against come to one.
    /// </summary>
    LinearProgram Program()
    {
        var program = new LinearProgram(2 * Kinds + 2);
        var against = new SparseVector();
        for (var at = 0; at < Kinds; at++)
        {
            program.SetBounds(at, 0, _room * _room);
            program.SetBounds(Kinds + at, 0, 1);
            against.Add(Kinds + at, 1);
        }
        program.SetBounds(HeaviestPlace, -4 * _room, 4 * _room);
        program.SetBounds(RootPlace, 0, 2 * _room);
        program.SetObjective(HeaviestPlace, -1);
        program.SetObjective(RootPlace, 1);
        program.AddRow(against, 1, 1);
        for (var touch = 0; touch <= Touches; touch++)
            Touch(program, 1 + ((_room - 1) * touch / Touches));
        return program;
    }

    /// <summary>Twice the root of the weights for is at most root + weights for / root.</summary>
    void Touch(LinearProgram program, double root)
    {
        var row = new SparseVector();
        for (var at = 0; at < Kinds; at++) row.Add(at, -1 / root);
        row.Add(RootPlace, 1);
        program.AddRow(row, -Kinds * _room * _room, root);
    }

    void Add(Panel panel)
    {
        var row = new SparseVector();
        for (var at = 0; at < panel.Kinds.Length; at++)
        {
            var (kind, place) = (panel.Kinds[at], Array.BinarySearch(_covered, panel.Kinds[at]));
            var part = panel.Counts[at] / (_rules.Persons[kind] * _mean);
            row.Add(place, part);
            row.Add(Kinds + place, -part);
        }
        row.Add(HeaviestPlace, -1);
        var most = _rules.Size * ((_room * _room) + 1) / _mean;
        _panels.Add((panel, _program.AddRow(row, -most - (4 * _room), 0)));
    }

    Distribution Improve(
        Distribution start, IProgress<DrawProgress>? progress, CancellationToken cancellation)
    {
        var lastStep = _search.Steps + _rules.Steps(FewestSteps, StepsOfKind);
        var best = start;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_program.Solve() != Outcome.Optimal) throw new UnsolvedException("No weights are possible.");
            var forAll = Weigh();
            var mixed = Distribution.Of(
                _rules, [.. _panels.Select(one => one.Panel)],
                at => Math.Max(0, _program.Price(_panels[at].Row)));
            if (Balance(mixed).Value < Balance(best).Value) best = mixed;
            progress?.Report(new DrawProgress(
                0, 1, _covered.Min(kind => best.Probabilities[kind]), Balance(best).Value - _bestBound,
                _panels.Count));
            if (Balance(best).Value - _bestBound <= Enough || _search.Steps > lastStep) return best;
            var touched = _program.Value(RootPlace) > (2 * Math.Sqrt(forAll)) + Slack;
            if (touched) Touch(_program, Math.Sqrt(forAll));
            if (!AddHeavier() && !touched) return best;
        }
    }

    /// <summary>What the present weights are, of a person; answers what those for come to.</summary>
    double Weigh()
    {
        var forAll = 0.0;
        for (var at = 0; at < Kinds; at++)
        {
            forAll += _program.Value(at);
            _weights[_covered[at]] =
                (_program.Value(at) - _program.Value(Kinds + at)) / (_rules.Persons[_covered[at]] * _mean);
        }
        return forAll;
    }

    /// <summary>
    /// Adds panels that are heavier than the program knows: first sought under weights nearer to those that
    /// prove most, which swing less.
    /// </summary>
    bool AddHeavier()
    {
        if (_bestBound > GoldilocksBalance.Least)
        {
            for (var kind = 0; kind < _between.Length; kind++)
                _between[kind] = (Calm * _best[kind]) + ((1 - Calm) * _weights[kind]);
            if (AddHeavier(_between, MostStepsBetween)) return true;
        }
        return AddHeavier(_weights, long.MaxValue);
    }

    bool AddHeavier(double[] weights, long mostSteps)
    {
        var above = _panels.Max(one => one.Panel.Dot(weights)) + Slack;
        var found = _search.Find(weights, above, FairLottery.EnoughOfBound, mostSteps);
        Note(weights, Math.Max(above, found.Bound));
        var heaviest = _program.Value(HeaviestPlace) + Slack;
        var heavier = _search.Found.Where(panel => panel.Dot(_weights) > heaviest).ToList();
        heavier.ForEach(Add);
        return heavier.Count > 0;
    }

    /// <summary>Keeps the weights that prove most.</summary>
    void Note(double[] weights, double heaviest)
    {
        var (inFavour, against) = (0.0, 0.0);
        foreach (var kind in _covered)
        {
            var weight = weights[kind] * _rules.Persons[kind] * _mean;
            if (weight > 0) inFavour += weight;
            else against -= weight;
        }
        if (against < Nothing) return;
        var bound = (2 * Math.Sqrt(inFavour / against)) - (heaviest / against);
        if (bound <= _bestBound) return;
        (_bestBound, _bestHeaviest) = (bound, heaviest);
        Array.Copy(weights, _best, _best.Length);
    }

    GoldilocksBalance Balance(Distribution distribution) => new(
        _covered.Max(kind => distribution.Probabilities[kind]) / _mean,
        _covered.Min(kind => distribution.Probabilities[kind]) / _mean, _bestBound);
}
