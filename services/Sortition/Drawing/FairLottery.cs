using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The fairest lottery over panels. The relaxation says what nobody can better; the mixture looks for panels
/// that reach it. Where none lead further, that is a fact about whole panels which the relaxation did not
/// know: it learns it, and both start again from there. They meet at the leximin, and every level is then
/// proven by itself.
/// </summary>
sealed partial class FairLottery
{
    /// <summary>What a level may be off, by its certificate.</summary>
    internal const double MostGap = DrawnLottery.ProvenGap;

    /// <summary>A lottery that took long to find is kept when its levels are proven to this.</summary>
    const double TolerableGap = 1e-5;

    /// <summary>A relaxation that learnt so often, or takes such work, is far from whole panels: sooner
    /// where levels can be computed from panels alone.</summary>
    const int MostCuts = 3;
    const int FewestSteps = 5_000;
    const int StepsOfKind = 200;
    const int FewestStepsOfFew = 2_000;
    const int StepsOfKindOfFew = 25;

    /// <summary>Levels from panels alone take the cube of the kinds.</summary>
    const int MostKindsAlone = 500;

    const double FirstTolerance = 3e-8;
    const double SmallestTolerance = 1e-10;

    /// <summary>Which share of the way to what its bound allows a search for a further panel goes.</summary>
    internal const double EnoughOfBound = 0.6;

    /// <summary>Of the way that is missing: well above what rounding seems to lead.</summary>
    const double WorthLooking = 0.1;
    const double Negligible = 1e-6;

    /// <summary>A row that is broken by no more than this changes nothing in a linear program.</summary>
    const double LastDigits = 4 * LinearProgram.Tolerance;

    readonly PanelRules _rules;
    readonly PanelSearch _search;
    readonly Coverage _coverage;
    readonly Relaxation _relaxation;
    readonly Mixture _mixture;
    readonly IProgress<DrawProgress>? _progress;
    readonly long _firstStep;
    readonly double[] _wanted;
    readonly double[] _worth;
    List<Relaxation.Level> _levels = [];

    FairLottery(
        PanelRules rules, long seed, IProgress<DrawProgress>? progress, CancellationToken cancellation)
    {
        _rules = rules;
        _progress = progress;
        _search = new PanelSearch(rules, cancellation);
        _coverage = Coverage.Of(rules, _search, seed);
        _firstStep = _search.Steps;
        _relaxation = new Relaxation(rules, _coverage.IsCovered);
        _mixture = new Mixture(rules);
        _wanted = new double[rules.Count];
        _worth = new double[rules.Count];
    }

    /// <summary>Computes the lottery; null when there is no panel at all.</summary>
    internal static Distribution? Compute(
        PanelRules rules, Objective objective, long seed, IProgress<DrawProgress>? progress,
        CancellationToken cancellation)
    {
        var lottery = new FairLottery(rules, seed, progress, cancellation);
        if (lottery._coverage.Panels.Count == 0) return null;
        return objective switch
        {
            Objective.Nash => NashLottery.Compute(
                rules, lottery._search, lottery._coverage.IsCovered, lottery.Compute(Objective.Leximin),
                progress, cancellation),
            Objective.Goldilocks => GoldilocksLottery.Compute(
                rules, lottery._search, lottery._coverage.IsCovered, lottery.Compute(Objective.Leximin),
                progress, cancellation),
            _ => lottery.Compute(objective),
        };
    }

    /// <summary>As exactly as is needed to prove every level, or can be; proofs say how exactly.</summary>
    Distribution Compute(Objective objective)
    {
        Distribution? best = null;
        for (var tolerance = FirstTolerance; tolerance >= SmallestTolerance; tolerance /= 10)
        {
            if (!TryMeet(objective, tolerance)) break;
            // A mixture that seems to reach the relaxation may only come near it: later levels multiply what
            // it misses.
            var leverage = Certification.MostLeverage(_rules, _coverage.IsCovered, _levels);
            if (IsSmall && objective == Objective.Leximin && leverage * tolerance > MostGap) continue;
            var distribution = Certified(
                Distribution.Of(_rules, _mixture.Panels, _mixture.Share), objective);
            if (best is null || distribution.MostGap < best.MostGap) best = distribution;
            if (best.MostGap <= MostGap / 2) return best;
        }
        if (best is { MostGap: <= TolerableGap } && !IsSmall) return best;
        try
        {
            var alone = FromPanelsAlone(objective);
            return best is null || alone.MostGap < best.MostGap ? alone : best;
        }
        catch (UnsolvedException) when (best is not null)
        {
            return best;
        }
    }

    /// <summary>Whether levels can be computed from panels alone in little time.</summary>
    bool IsSmall => _rules.Count <= MostKindsAlone;

    /// <summary>Whether the relaxation and the panels meet, with the digits that there are.</summary>
    bool TryMeet(Objective objective, double tolerance)
    {
        try
        {
            return Meet(objective, tolerance);
        }
        catch (UnsolvedException)
        {
            return false;
        }
        finally
        {
            _search.Widen();
        }
    }

    /// <summary>
    /// Until the panels at hand mix to what the relaxation allows; false when it knows too little of them.
    /// </summary>
    bool Meet(Objective objective, double tolerance)
    {
        for (var cuts = 0; cuts <= MostCuts && !IsTooFar; cuts++)
        {
            _levels = _relaxation.Solve(_wanted);
            _search.Narrow(_wanted);
            _mixture.Want(_wanted);
            if (_mixture.Panels.Count == 0) Start();
            if (Reach(tolerance)) return true;
            if (objective == Objective.Maximin && LeastOfMixture() >= _levels[0].Probability - tolerance)
                return true;
        }
        return false;
    }

    bool IsTooFar => _search.Steps - _firstStep > (IsSmall
        ? _rules.Steps(FewestStepsOfFew, StepsOfKindOfFew) : _rules.Steps(FewestSteps, StepsOfKind));

    void Start()
    {
        foreach (var panel in _coverage.Panels)
        {
            if (panel.Dot(_mixture.Missing) > Negligible) _mixture.Add(panel);
        }
    }

    double LeastOfMixture() => Enumerable.Range(0, _rules.Count).Where(kind => _coverage.IsCovered[kind])
        .Min(kind => _wanted[kind] - _mixture.Missing[kind]);

    /// <summary>
    /// Adds panels until nobody misses more than the tolerance, of those that can be in such a lottery as
    /// long as some lead further. When no panel does, the relaxation is told so; answers false.
    /// </summary>
    bool Reach(double tolerance)
    {
        while (_mixture.MostMissing > tolerance)
        {
            if (IsTooFar) return false;
            var distance = Math.Sqrt(_mixture.Distance);
            for (var kind = 0; kind < _worth.Length; kind++)
                _worth[kind] = _coverage.IsCovered[kind] ? _mixture.Missing[kind] / distance : 0;
            var found = _search.Find(_worth, WorthLooking * distance, EnoughOfBound);
            if (found.Best is null)
            {
                if (distance <= LastDigits) return true;
                if (_search.IsNarrow)
                {
                    _search.Widen();
                    continue;
                }
                _relaxation.Cut(_worth, found.Bound);
                return false;
            }
            // A panel that those at hand span leads nowhere: what is left is rounding, for the proofs to
            // judge.
            if (!_mixture.Add(found.Best)) return true;
            _progress?.Report(new DrawProgress(
                0, _levels.Count, _levels[0].Probability, _mixture.MostMissing, _mixture.Panels.Count));
        }
        return true;
    }
}
