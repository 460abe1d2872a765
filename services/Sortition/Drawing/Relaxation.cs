using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The probabilities that the quotas leave open, without asking that panels be whole: a small linear program
/// over kinds, tightened by what is learnt about whole panels. Its leximin is at least as fair as any
/// lottery's; when panels mix to it, it is the fairest lottery's own.
/// </summary>
sealed class Relaxation
{
    const double SmallestWeight = 1e-7;
    const double OverTolerance = 1e-10;
    const double SmallestGive = 1e-10;
    const double GiveGrowth = 10;

    /// <summary>
    /// No probability is, and no level is that far below the last: so neither bound ever takes the place of
    /// the weights that prove a level.
    /// </summary>
    const double OutOfReach = 2;

    readonly PanelRules _rules;
    readonly LinearProgram _program;
    readonly List<SparseVector> _rows = [];
    readonly bool[] _hasGroup;
    readonly bool[] _isCapped;
    readonly int[] _most;
    readonly double[] _base;
    readonly double[] _reached;
    readonly bool[] _isFixed;

    internal Relaxation(PanelRules rules, bool[] isCovered)
    {
        _rules = rules;
        _hasGroup = new bool[rules.Groups.Count];
        _isCapped = new bool[rules.Count];
        _most = [.. rules.Most.Select((most, kind) => isCovered[kind] ? most : 0)];
        _base = new double[rules.Count];
        _reached = new double[rules.Count];
        _isFixed = [.. isCovered.Select(covered => !covered)];
        IsCovered = isCovered;
        // Variable 0 is what everyone not yet fixed gets above the last level; then a variable per kind.
        _program = new LinearProgram(1 + rules.Count);
        foreach (var quota in rules.Quotas) AddRow(quota.Row(), quota.Min, quota.Max);
    }

    internal bool[] IsCovered { get; }

    /// <summary>
    /// A level: its probability, who is fixed there, and the weights of persons that prove it.
    /// </summary>
    internal sealed record Level(double Probability, int[] Kinds, double[] Weights);

    /// <summary>From now on the worth of the mean panel is at most this.</summary>
    internal void Cut(double[] worth, double most)
    {
        var row = new SparseVector(_rules.Count);
        for (var kind = 0; kind < worth.Length; kind++)
        {
            if (worth[kind] != 0) row.Add(kind, worth[kind]);
        }
        var least = 0.0;
        for (var kind = 0; kind < worth.Length; kind++) least += Math.Min(0, worth[kind] * _rules.Most[kind]);
        AddRow(row, least, most);
    }

    /// <summary>Computes all levels; answers the probabilities.</summary>
    internal List<Level> Solve(double[] ofPerson)
    {
        for (var kind = 0; kind < _rules.Count; kind++)
        {
            _isFixed[kind] = !IsCovered[kind];
            _base[kind] = 0;
        }
        var levels = new List<Level>();
        _program.SetObjective(0, 1);
        while (_isFixed.Contains(false)) levels.Add(NextLevel());
        Array.Copy(_reached, ofPerson, _reached.Length);
        return levels;
    }

    Level NextLevel()
    {
        Gain();
        var gained = _program.Value(0);
        var weights = new double[_rules.Count];
        var (heaviest, most) = (-1, -1.0);
        for (var kind = 0; kind < weights.Length; kind++)
        {
            if (!IsCovered[kind]) continue;
            weights[kind] = Math.Max(0, -_program.Gain(kind + 1));
            if (_isFixed[kind] || weights[kind] * _rules.Persons[kind] <= most) continue;
            (heaviest, most) = (kind, weights[kind] * _rules.Persons[kind]);
        }
        var probability = 0.0;
        for (var kind = 0; kind < weights.Length; kind++)
        {
            if (!_isFixed[kind]) probability = _base[kind] += gained;
        }
        var kinds = Enumerable.Range(0, weights.Length).Where(kind => !_isFixed[kind]
            && (kind == heaviest || weights[kind] * _rules.Persons[kind] > SmallestWeight)).ToArray();
        foreach (var kind in kinds) _isFixed[kind] = true;
        return new Level(probability, kinds, weights);
    }

    /// <summary>
    /// Solves the program of the next level. What earlier levels gave is known to some digits only: the least
    /// give that makes the next level possible is the most exact.
    /// </summary>
    void Gain()
    {
        for (var give = SmallestGive; !IsPossible(give); give *= GiveGrowth)
            if (give > 1) throw new UnsolvedException("There are panels, and yet no probabilities.");
        for (var kind = 0; kind < _rules.Count; kind++)
            _reached[kind] = IsCovered[kind] ? Amount(kind) / _rules.Persons[kind] : 0;
    }

    bool IsPossible(double give)
    {
        Shift(give);
        var outcome = _program.Solve();
        while (outcome == Outcome.Optimal && AddOverfilled()) outcome = _program.Solve();
        return outcome == Outcome.Optimal;
    }

    /// <summary>Writes the program of the next level: above what the last ones gave everyone.</summary>
    void Shift(double give)
    {
        _program.SetBounds(0, -OutOfReach, OutOfReach);
        for (var kind = 0; kind < _rules.Count; kind++)
        {
            var least = Math.Clamp(_rules.Persons[kind] * (_base[kind] - give), 0, _most[kind]);
            _program.SetBounds(kind + 1, least, _most[kind]);
        }
        for (var row = 0; row < _rows.Count; row++) _program.SetCoefficient(row, 0, Common(_rows[row]));
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
        _rows.Add(row);
        var shifted = new SparseVector(row.Count + 1);
        shifted.Add(0, Common(row));
        for (var at = 0; at < row.Count; at++) shifted.Add(row.Places[at] + 1, row.Values[at]);
        _program.AddRow(shifted, least, most);
    }

    double Amount(int kind) =>
        _program.Value(kind + 1) + (_isFixed[kind] ? 0 : _rules.Persons[kind] * _program.Value(0));

    bool AddOverfilled()
    {
        var before = _rows.Count;
        for (var group = 0; (group = _rules.Overfilled(Amount, group)) >= 0; group++)
        {
            if (_hasGroup[group]) continue;
            _hasGroup[group] = true;
            AddRow(_rules.Groups[group].Row(), 0, _rules.Groups[group].Max);
        }
        for (var kind = 0; kind < _rules.Count; kind++)
        {
            if (_isCapped[kind] || Amount(kind) <= _most[kind] + OverTolerance) continue;
            _isCapped[kind] = true;
            var row = new SparseVector();
            row.Add(kind, 1);
            AddRow(row, 0, _most[kind]);
        }
        return _rows.Count > before;
    }
}
