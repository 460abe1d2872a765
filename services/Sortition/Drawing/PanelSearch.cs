using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The panel of most worth: depth-first branch and bound over the linear relaxation, which goes on from one
/// question to the next. Households are added to it when a solution first overfills one.
/// </summary>
sealed class PanelSearch
{
    const double WholeTolerance = 1e-6;
    const double ValueTolerance = 1e-9;

    readonly PanelRules _rules;
    readonly LinearProgram _program;
    readonly bool[] _hasGroup;
    readonly int[] _least;
    readonly int[] _most;
    readonly CancellationToken _cancellation;
    int[]? _best;
    double _above;
    double _enough;
    bool _isEnough;

    internal PanelSearch(PanelRules rules, CancellationToken cancellation)
    {
        _rules = rules;
        _cancellation = cancellation;
        _program = new LinearProgram(rules.Count);
        _hasGroup = new bool[rules.Groups.Count];
        _least = new int[rules.Count];
        _most = [.. rules.Most];
        for (var kind = 0; kind < rules.Count; kind++) _program.SetBounds(kind, 0, _most[kind]);
        foreach (var quota in rules.Quotas) _program.AddRow(quota.Row(), quota.Min, quota.Max);
    }

    internal long Nodes { get; private set; }

    internal long Iterations => _program.Iterations;

    /// <summary>What was found, and a value that no panel exceeds.</summary>
    internal readonly record struct Finding(Panel? Best, double Value, double Bound);

    /// <summary>Panels hold at least and at most these of a kind from now on.</summary>
    internal void Limit(int kind, int least, int most)
    {
        _least[kind] = least;
        _most[kind] = most;
        _program.SetBounds(kind, least, most);
    }

    /// <summary>
    /// Looks for the panel of most worth above a value, and stops at one that reaches this share of the way
    /// from there to what the relaxation allows: 0 asks for any panel, 1 for the very best.
    /// </summary>
    internal Finding Find(double[] worth, double above, double share = 1)
    {
        for (var kind = 0; kind < _rules.Count; kind++) _program.SetObjective(kind, worth[kind]);
        _best = null;
        _isEnough = false;
        _above = above;
        _enough = share > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        if (!Relax(above)) return new Finding(null, double.NegativeInfinity, above);
        var bound = _program.Objective;
        if (share is > 0 and < 1) _enough = above + (share * (bound - above));
        Branch();
        if (!_isEnough) bound = Math.Min(bound, _above);
        return _best is null
            ? new Finding(null, double.NegativeInfinity, bound) : new Finding(Panel.Of(_best), _above, bound);
    }

    bool Relax(double above)
    {
        _cancellation.ThrowIfCancellationRequested();
        Nodes++;
        var outcome = _program.Solve(above);
        while (outcome == Outcome.Optimal && AddOverfilled()) outcome = _program.Solve(above);
        return outcome == Outcome.Optimal && _program.Objective > above;
    }

    bool AddOverfilled()
    {
        var added = false;
        var group = -1;
        while ((group = _rules.Overfilled(_program.Value, group + 1)) >= 0)
        {
            if (_hasGroup[group]) continue;
            _hasGroup[group] = added = true;
            _program.AddRow(_rules.Groups[group].Row(), 0, _rules.Groups[group].Max);
        }
        return added;
    }

    /// <summary>From a solved relaxation: takes it, or splits it in two and goes through both.</summary>
    void Branch()
    {
        var kind = MostDivided();
        if (kind < 0)
        {
            Take();
            return;
        }
        var value = _program.Value(kind);
        var (least, most) = ((int)_program.Lower(kind), (int)_program.Upper(kind));
        var floor = (int)Math.Floor(value);
        var isUpFirst = value - floor >= 0.5;
        for (var side = 0; side < 2 && !_isEnough; side++)
        {
            if (isUpFirst == (side == 0)) _program.SetBounds(kind, floor + 1, most);
            else _program.SetBounds(kind, least, floor);
            if (Relax(double.IsFinite(_above) ? _above + (ValueTolerance * Math.Max(1, Math.Abs(_above))) : _above)) Branch();
        }
        _program.SetBounds(kind, least, most);
    }

    int MostDivided()
    {
        var (most, best) = (WholeTolerance, -1);
        for (var kind = 0; kind < _rules.Count; kind++)
        {
            if (!_program.IsBasic(kind)) continue;
            var value = _program.Value(kind);
            var distance = Math.Abs(value - Math.Round(value));
            if (distance > most) (most, best) = (distance, kind);
        }
        return best;
    }

    void Take()
    {
        _best ??= new int[_rules.Count];
        for (var kind = 0; kind < _rules.Count; kind++) _best[kind] = (int)Math.Round(_program.Value(kind));
        _above = _program.Objective;
        _isEnough = _above >= _enough;
    }
}
