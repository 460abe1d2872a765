using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The probabilities that the quotas leave open, without asking that panels be whole: a small linear program
/// over kinds, tightened by what is learnt about whole panels. Its leximin is at least as fair as any
/// lottery's; when panels mix to it, it is the fairest lottery's own.
/// </summary>
/// <remarks>
/// Two programs go from level to level. In that of the values, whatever a level's optimum holds at a bound
/// stays there exactly: no digit is lost on the way. In that of the proofs, earlier levels may lose the last
/// digits and nothing else is held, which gives weights that prove a level whatever the first program says.
/// </remarks>
sealed class Relaxation
{
    const double SmallestWeight = 1e-7;
    const double OverTolerance = 1e-10;
    const double SmallestGive = 1e-12;
    const double GiveGrowth = 10;

    /// <summary>
    /// No probability is, and no level is that far below the last: so neither bound ever takes the place of
    /// the weights that prove a level.
    /// </summary>
    const double OutOfReach = 2;

    readonly PanelRules _rules;
    readonly LinearProgram _values;
    readonly LinearProgram _proofs;
    readonly List<Row> _rows = [];
    readonly bool[] _isCovered;
    readonly bool[] _hasGroup;
    readonly bool[] _isCapped;
    readonly int[] _most;
    readonly double[] _base;
    readonly double[] _reached;
    readonly bool[] _isFixed;
    readonly double?[] _held;

    internal Relaxation(PanelRules rules, bool[] isCovered)
    {
        _rules = rules;
        _isCovered = isCovered;
        _hasGroup = new bool[rules.Groups.Count];
        _isCapped = new bool[rules.Count];
        _most = [.. rules.Most.Select((most, kind) => isCovered[kind] ? most : 0)];
        _base = new double[rules.Count];
        _reached = new double[rules.Count];
        _isFixed = new bool[rules.Count];
        _held = new double?[rules.Count];
        // Variable 0 is what everyone not yet fixed gets above the last level; then a variable per kind.
        (_values, _proofs) = (new LinearProgram(1 + rules.Count), new LinearProgram(1 + rules.Count));
        foreach (var program in Both) program.SetObjective(0, 1);
        foreach (var program in Both) program.SetBounds(0, -OutOfReach, OutOfReach);
        foreach (var quota in rules.Quotas) AddRow(quota.Row(), quota.Min, quota.Max);
    }

    LinearProgram[] Both => [_values, _proofs];

    /// <summary>
    /// A level: its probability, who is fixed there, the weights of persons that prove it, and what no panel
    /// exceeds with them, where that is known already.
    /// </summary>
    internal sealed record Level(double Probability, int[] Kinds, double[] Weights, double? Heaviest = null);

    sealed record Row(SparseVector Kinds, double Least, double Most);

    /// <summary>From now on the worth of the mean panel is at most this.</summary>
    internal void Cut(double[] worth, double most)
    {
        var least = worth.Select((one, kind) => Math.Min(0, one * _rules.Most[kind])).Sum();
        AddRow(SparseVector.Of(worth), least, most);
    }

    /// <summary>Computes all levels; answers the probabilities.</summary>
    internal List<Level> Solve(double[] ofPerson)
    {
        for (var kind = 0; kind < _rules.Count; kind++) _isFixed[kind] = !_isCovered[kind];
        Array.Clear(_base);
        Array.Clear(_held);
        for (var row = 0; row < _rows.Count; row++)
            _values.SetRowBounds(row, _rows[row].Least, _rows[row].Most);
        var levels = new List<Level>();
        while (_isFixed.Contains(false)) levels.Add(NextLevel());
        Array.Copy(_reached, ofPerson, _reached.Length);
        return levels;
    }

    Level NextLevel()
    {
        Gain(_values, leastGive: 0);
        for (var kind = 0; kind < _rules.Count; kind++)
            _reached[kind] = _isCovered[kind] ? Amount(_values, kind) / _rules.Persons[kind] : 0;
        Gain(_proofs, SmallestGive);
        double[] weights = [.. _isCovered.Select(
            (isCovered, kind) => isCovered ? Math.Max(0, -_proofs.Gain(kind + 1)) : 0)];
        return new Level(Raise(_values.Value(0)), Hold(), weights);
    }

    /// <summary>Everyone not yet fixed gets this more; answers what they have then.</summary>
    double Raise(double gained)
    {
        var probability = 0.0;
        for (var kind = 0; kind < _rules.Count; kind++)
        {
            if (!_isFixed[kind]) probability = _base[kind] += gained;
        }
        return probability;
    }

    /// <summary>
    /// Whatever has a price at the optimum stays as it is; answers the kinds that are fixed with that.
    /// </summary>
    int[] Hold()
    {
        for (var row = 0; row < _rows.Count; row++)
        {
            if (Math.Abs(_values.Price(row)) > SmallestWeight)
                _values.SetRowBounds(row, _values.Activity(row), _values.Activity(row));
        }
        var priced = Enumerable.Range(0, _rules.Count)
            .Where(kind => _isCovered[kind] && _held[kind] is null && Price(kind) > SmallestWeight).ToList();
        var kinds = priced.Where(kind => !_isFixed[kind]).ToArray();
        if (kinds.Length == 0)
            kinds = [Enumerable.Range(0, _rules.Count).Where(kind => !_isFixed[kind]).MaxBy(Price)];
        foreach (var kind in priced) _held[kind] = _values.Value(kind + 1);
        foreach (var kind in kinds)
        {
            _held[kind] = _rules.Persons[kind] * _base[kind];
            _isFixed[kind] = true;
        }
        return kinds;

        double Price(int kind) =>
            Math.Abs(_values.Gain(kind + 1)) * (_isFixed[kind] ? 1 : _rules.Persons[kind]);
    }

    /// <summary>
    /// Solves the program of the next level. What earlier levels gave is known to some digits only: the least
    /// give that makes the next level possible is the most exact.
    /// </summary>
    void Gain(LinearProgram program, double leastGive)
    {
        var give = leastGive;
        while (!IsPossible(program, give))
        {
            if (give > 1) throw new UnsolvedException("There are panels, and yet no probabilities.");
            give = Math.Max(SmallestGive, give * GiveGrowth);
        }
    }

    bool IsPossible(LinearProgram program, double give)
    {
        Shift(program, give);
        var outcome = program.Solve();
        while (outcome == Outcome.Optimal && AddOverfilled(program)) outcome = program.Solve();
        return outcome == Outcome.Optimal;
    }

    /// <summary>Writes the program of the next level: above what the last ones gave everyone.</summary>
    void Shift(LinearProgram program, double give)
    {
        for (var kind = 0; kind < _rules.Count; kind++)
        {
            var held = program == _values ? _held[kind] : null;
            var least = held ?? (_rules.Persons[kind] * _base[kind]);
            program.SetBounds(
                kind + 1, Math.Clamp(least - give, 0, _most[kind]),
                Math.Min(held is null ? _most[kind] : least + give, _most[kind]));
        }
        for (var row = 0; row < _rows.Count; row++)
            program.SetCoefficient(row, 0, Common(_rows[row].Kinds));
    }

    double Common(SparseVector row)
    {
        var sum = 0.0;
        for (var at = 0; at < row.Count; at++)
        {
            var kind = row.Places[at];
            if (!_isFixed[kind]) sum += row.Values[at] * _rules.Persons[kind];
        }
        return sum;
    }

    void AddRow(SparseVector row, double least, double most)
    {
        _rows.Add(new Row(row, least, most));
        foreach (var program in Both)
        {
            var shifted = new SparseVector(row.Count + 1);
            shifted.Add(0, Common(row));
            for (var at = 0; at < row.Count; at++) shifted.Add(row.Places[at] + 1, row.Values[at]);
            program.AddRow(shifted, least, most);
        }
    }

    double Amount(LinearProgram program, int kind) =>
        program.Value(kind + 1) + (_isFixed[kind] ? 0 : _rules.Persons[kind] * program.Value(0));

    bool AddOverfilled(LinearProgram program)
    {
        var before = _rows.Count;
        for (var group = 0; (group = _rules.Overfilled(kind => Amount(program, kind), group)) >= 0; group++)
        {
            if (_hasGroup[group]) continue;
            _hasGroup[group] = true;
            AddRow(_rules.Groups[group].Row(), 0, _rules.Groups[group].Max);
        }
        for (var kind = 0; kind < _rules.Count; kind++)
        {
            if (_isCapped[kind] || Amount(program, kind) <= _most[kind] + OverTolerance) continue;
            _isCapped[kind] = true;
            AddRow(new PanelRules.Requirement([kind], 0, _most[kind]).Row(), 0, _most[kind]);
        }
        return _rows.Count > before;
    }
}
