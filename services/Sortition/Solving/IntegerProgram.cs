namespace Caisse.Sortition.Solving;

/// <summary>
/// Whole values for all variables of a linear program: depth-first branch and bound, which leaves the
/// program's
/// bounds as it found them. Rows that are only needed sometimes are added when a solution breaks one.
/// </summary>
/// <param name="program">Goes on from one question to the next.</param>
/// <param name="addBrokenRows">Adds rows that the present solution breaks; false when there are none.</param>
/// <param name="cancellation">Asked at every node.</param>
sealed class IntegerProgram(LinearProgram program, Func<bool> addBrokenRows, CancellationToken cancellation)
{
    const double WholeTolerance = 1e-6;
    const double ValueTolerance = 1e-9;

    /// <summary>
    /// A search that may stop early does not look for more than it has for longer than this.
    /// </summary>
    const int NodesForMore = 30;

    int[]? _best;
    double _above;
    double _enough;
    bool _isEnough;
    long _lastNode;

    internal long Nodes { get; private set; }

    /// <summary>What was found, and a value that nothing exceeds.</summary>
    internal readonly record struct Finding(int[]? Best, double Value, double Bound);

    /// <summary>
    /// Looks for the values of most worth above a worth, and stops at some that reach this share of the way
    /// from there to what the relaxation allows: 0 asks for any, 1 for the very best.
    /// </summary>
    internal Finding Find(double above, double share)
    {
        _best = null;
        _isEnough = false;
        _above = above;
        _lastNode = share < 1 ? Nodes + NodesForMore : long.MaxValue;
        _enough = share > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        if (!Relax(above)) return new Finding(null, double.NegativeInfinity, above);
        var bound = program.Objective;
        if (share is > 0 and < 1) _enough = above + (share * (bound - above));
        Branch();
        if (!_isEnough) bound = Math.Min(bound, _above);
        return new Finding(_best, _best is null ? double.NegativeInfinity : _above, bound);
    }

    bool Relax(double above)
    {
        cancellation.ThrowIfCancellationRequested();
        Nodes++;
        var outcome = program.Solve(above);
        while (outcome == Outcome.Optimal && addBrokenRows()) outcome = program.Solve(above);
        return outcome == Outcome.Optimal && program.Objective > above;
    }

    /// <summary>From a solved relaxation: takes it, or splits it in two and goes through both.</summary>
    void Branch()
    {
        var variable = MostDivided();
        if (variable < 0)
        {
            Take();
            return;
        }
        var (least, most) = (program.Lower(variable), program.Upper(variable));
        var floor = Math.Floor(program.Value(variable));
        var isUpFirst = program.Value(variable) - floor >= 0.5;
        for (var side = 0; side < 2 && !_isEnough; side++)
        {
            if (isUpFirst == (side == 0)) program.SetBounds(variable, floor + 1, most);
            else program.SetBounds(variable, least, floor);
            if (Relax(Above())) Branch();
            if (_best is not null && Nodes > _lastNode) _isEnough = true;
        }
        program.SetBounds(variable, least, most);
    }

    double Above() =>
        double.IsFinite(_above) ? _above + (ValueTolerance * Math.Max(1, Math.Abs(_above))) : _above;

    int MostDivided()
    {
        var (most, best) = (WholeTolerance, -1);
        for (var variable = 0; variable < program.Variables; variable++)
        {
            if (!program.IsBasic(variable)) continue;
            var value = program.Value(variable);
            var distance = Math.Abs(value - Math.Round(value));
            if (distance > most) (most, best) = (distance, variable);
        }
        return best;
    }

    void Take()
    {
        _best ??= new int[program.Variables];
        for (var variable = 0; variable < _best.Length; variable++)
            _best[variable] = (int)Math.Round(program.Value(variable));
        _above = program.Objective;
        _isEnough = _above >= _enough;
    }
}
