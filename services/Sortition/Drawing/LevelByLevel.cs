using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The leximin from panels alone, level by level: the weights of persons that make the heaviest panel at hand
/// lightest, then the panel that is heaviest under them, until none is heavier than those at hand. Slower
/// than the relaxation where that says enough about whole panels, and independent of it where it does not.
/// Earlier levels are held by the program's basis itself, so that nothing has to be given way.
/// </summary>
sealed class LevelByLevel
{
    /// <summary>A weight that proves something: who has less stays open for the next level.</summary>
    const double SmallestWeight = 1e-6;

    /// <summary>
    /// By how much a panel may be heavier than those at hand: what a level misses, later levels multiply.
    /// More only where the search, in 16 digits, finds panels heavier that are not.
    /// </summary>
    const double LeastSlack = 1e-9;
    const double SlackGrowth = 10;

    /// <summary>How much of the weights that proved most is in those that panels are sought with.</summary>
    const double Calm = 0.85;
    const int MostStepsBetween = 60;
    const int MostFailures = 3;

    /// <summary>
    /// What later levels take before the panels of one are listed: no more steps than were spent so far, and
    /// again when these have doubled, so that lists in vain cost no more than all the rest. About as many as
    /// a proof by arithmetic may have leaves and forks.
    /// </summary>
    const int MostStepsBeforeListed = 800;

    /// <summary>
    /// A level that takes more steps of the search is left as it is, so that every draw ends: the proof says
    /// how far it may be off.
    /// </summary>
    const int FewestSteps = 20_000;
    const int StepsOfKind = 2_000;

    readonly PanelRules _rules;
    readonly PanelSearch _search;
    readonly bool[] _isFixed;
    readonly LevelProgram _program;
    readonly double[] _best;
    readonly double[] _between;
    readonly double[]? _guide;
    ListedFace? _face;
    Relaxation.Level? _proven;
    long _nextListing;
    double _bestBound;

    /// <param name="rules">What every panel satisfies.</param>
    /// <param name="search">For panels.</param>
    /// <param name="isCovered">Which kinds are in some panel.</param>
    /// <param name="atHand">Some panels.</param>
    /// <param name="guide">Weights that nearly prove the first level, where some are known: between them and
    /// those of panels at hand there is less to swing.</param>
    internal LevelByLevel(
        PanelRules rules, PanelSearch search, bool[] isCovered, IReadOnlyList<Panel> atHand,
        double[]? guide = null)
    {
        _guide = guide;
        (_rules, _search) = (rules, search);
        _isFixed = [.. isCovered.Select(covered => !covered)];
        (_best, _between) = (new double[rules.Count], new double[rules.Count]);
        _program = new LevelProgram(rules, isCovered, atHand[0]);
        foreach (var panel in atHand.Skip(1)) _program.Add(panel);
    }

    /// <summary>Computes the levels, all of them or the first, and the lottery that reaches them.</summary>
    internal (Distribution Distribution, List<Relaxation.Level> Levels) Compute(
        Objective objective, IProgress<DrawProgress>? progress)
    {
        var levels = new List<Relaxation.Level>();
        while (true)
        {
            var level = ListedLevel(levels.Count, progress) ?? NextLevel(levels.Count, progress);
            if (level is null) continue; // Panels could be listed meanwhile: the same level, from these.
            levels.Add(level);
            foreach (var kind in level.Kinds) _isFixed[kind] = true;
            if (objective == Objective.Maximin || !_isFixed.Contains(false))
                return (Distribution.Of(_rules, _program.Panels, _program.Share), levels);
            if (_proven is null) _nextListing = _search.Steps + MostStepsBeforeListed;
            _proven = level;
            _program.Fix(level.Kinds);
        }
    }

    /// <summary>The next level where all panels that matter are listed.</summary>
    Relaxation.Level? ListedLevel(int level, IProgress<DrawProgress>? progress)
    {
        if (_face is null) return null;
        for (var failures = 0; ; failures++)
        {
            SolveListed(_face);
            progress?.Report(new DrawProgress(
                level, level + 1, _program.Probability, 0, _program.Panels.Count));
            // A short search shows most levels with less weight on those fixed before, and a shorter proof.
            var above = _program.Heaviest + LeastSlack;
            var found = _search.Find(_program.Weights, above, mostSteps: MostStepsBeforeListed);
            if (found.Best is null && found.Bound <= above)
                return new Relaxation.Level(_program.Probability, Proven(), [.. _program.Weights], above);
            if (found.Best is null || failures == MostFailures || !AddFound(0)) break;
        }
        return _face.Prove(_search, _program.Weights, _program.Heaviest) is var (weights, most)
            ? new Relaxation.Level(_program.Probability, Proven(), weights, most) : null;
    }

    void SolveListed(ListedFace face)
    {
        _program.Solve();
        while (face.Panels.MaxBy(panel => panel.Dot(_program.Weights)) is { } heaviest
            && _program.Excess(heaviest) > LeastSlack)
        {
            _program.Add(heaviest);
            _program.Solve();
        }
    }

    /// <summary>Kinds whose weight proves that they have no more.</summary>
    int[] Proven()
    {
        var open = Enumerable.Range(0, _rules.Count).Where(kind => !_isFixed[kind]).ToArray();
        var most = open.MaxBy(OfAll);
        return [.. open.Where(kind => kind == most || OfAll(kind) > SmallestWeight)];

        double OfAll(int kind) => _program.Weights[kind] * _rules.Persons[kind];
    }

    /// <summary>
    /// The next level by search; null when the panels that matter could be listed meanwhile.
    /// </summary>
    Relaxation.Level? NextLevel(int level, IProgress<DrawProgress>? progress)
    {
        var lastStep = _search.Steps + _rules.Steps(FewestSteps, StepsOfKind);
        var (slack, bound) = (LeastSlack, 0.0);
        var canList = _proven is not null && _face is null;
        _bestBound = double.PositiveInfinity;
        if (level == 0 && _guide is not null) Note(_guide, _search.Bound(_guide));
        while (true)
        {
            _program.Solve();
            if (canList && _search.Steps > _nextListing)
            {
                _face = ListedFace.Of(_search, _proven!.Weights, _proven.Heaviest!.Value, _search.Steps);
                if (_face is not null) return null;
                _nextListing = 2 * _search.Steps;
            }
            if (AddBetween(slack)) continue;
            var until = canList ? _nextListing : lastStep;
            var found = _search.Find(
                _program.Weights, _program.Heaviest + slack, FairLottery.EnoughOfBound,
                Math.Max(1, until - _search.Steps));
            bound = Math.Max(_program.Heaviest + slack, found.Bound);
            Note(_program.Weights, bound);
            progress?.Report(new DrawProgress(
                level, level + 1, _program.Probability, bound - _program.Heaviest, _program.Panels.Count));
            if (_search.Steps > lastStep) break;
            if (found.Best is null && (!canList || bound <= _program.Heaviest + slack)) break;
            if (found.Best is not null && !AddFound(0)) slack *= SlackGrowth;
        }
        return new Relaxation.Level(_program.Probability, Proven(), [.. _program.Weights], bound);
    }

    /// <summary>Adds what the last search found that is heavier than those at hand; false when nothing is.
    /// </summary>
    bool AddFound(double slack)
    {
        var added = false;
        foreach (var panel in _search.Found.Where(panel => _program.Excess(panel) > slack))
        {
            _program.Add(panel);
            added = true;
        }
        return added;
    }

    /// <summary>
    /// Looks for a panel under weights between the present ones and those that proved most so far, which do
    /// not swing as the present ones do; false when that gives none that is heavier under the present ones.
    /// </summary>
    bool AddBetween(double slack)
    {
        if (double.IsPositiveInfinity(_bestBound)) return false;
        for (var kind = 0; kind < _between.Length; kind++)
            _between[kind] = (Calm * _best[kind]) + ((1 - Calm) * _program.Weights[kind]);
        var above = _program.Panels.Max(panel => panel.Dot(_between)) + slack;
        var found = _search.Find(_between, above, FairLottery.EnoughOfBound, MostStepsBetween);
        Note(_between, Math.Max(above, found.Bound));
        return AddFound(slack);
    }

    /// <summary>Keeps the weights that prove most.</summary>
    void Note(double[] weights, double heaviest)
    {
        var bound = heaviest - _program.OfFixed(weights);
        if (bound >= _bestBound) return;
        _bestBound = bound;
        Array.Copy(weights, _best, _best.Length);
    }
}
