using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The lottery over panels at hand that gives those not yet fixed the most, while those fixed keep what they
/// have: a primal simplex in numbers of 32 digits. It goes from level to level on the same basis, so that the
/// lottery at hand satisfies every earlier level exactly and none has to be given way to make room for the next.
/// </summary>
/// <remarks>
/// A row per kind: persons on the mean panel - what is above - (what the level gains, if open) = what is
/// asked; the last row says that shares sum to one. Weights are the prices of the rows. Each right side lies a
/// little below what is asked, by an amount of its own: no two rows tie, so that the simplex ends, and weights
/// of those fixed are as small as they can be. These amounts times any weights are far below what a double
/// can tell.
/// </remarks>
sealed class LevelProgram
{
    const double Give = 1e-18;
    const double SmallestGain = 1e-14;
    const double SmallestPivot = 1e-12;
    const double Rounding = 1e-20;
    const int ChangesBeforeInverting = 250;
    const int FewestSteps = 20_000;
    const int StepsOfRow = 200;

    /// <summary>Columns: what the level gains; then what is above, per row; then panels.</summary>
    const int Level = 0;

    readonly int[] _kinds;
    readonly int[] _rowOf;
    readonly int[] _persons;
    readonly bool[] _isOpen;
    readonly Wide[] _asked;
    readonly Wide[] _give;
    readonly List<Panel> _panels = [];
    readonly List<int> _placeOf = [];
    readonly int[] _basic;
    readonly Wide[] _value;
    readonly Wide[] _coordinates;
    readonly Wide[] _weights;
    readonly double[] _worth;
    readonly WideInverse _inverse;
    Wide _heaviest;
    int _changes;

    internal LevelProgram(PanelRules rules, bool[] isCovered, Panel first)
    {
        _kinds = [.. Enumerable.Range(0, rules.Count).Where(kind => isCovered[kind])];
        _rowOf = new int[rules.Count];
        Array.Fill(_rowOf, -1);
        for (var row = 0; row < _kinds.Length; row++) _rowOf[_kinds[row]] = row;
        _persons = [.. _kinds.Select(kind => rules.Persons[kind])];
        _isOpen = [.. _kinds.Select(_ => true)];
        _asked = new Wide[_kinds.Length];
        _give = [.. _kinds.Select((_, row) => (Wide)(Give * (1 + Scatter.Of(row))))];
        _basic = new int[_kinds.Length + 1];
        (_value, _coordinates) = (new Wide[_basic.Length], new Wide[_basic.Length]);
        _weights = new Wide[_basic.Length];
        _worth = new double[rules.Count];
        _inverse = new WideInverse(_basic.Length);
        _placeOf.AddRange(Enumerable.Repeat(-1, 1 + _kinds.Length));
        Add(first);
        for (var row = 0; row < _kinds.Length; row++) Enter(row, 1 + row);
        Enter(_kinds.Length, 1 + _kinds.Length);
        Invert();
    }

    internal IReadOnlyList<Panel> Panels => _panels;

    /// <summary>What every open person has at least.</summary>
    internal double Probability { get; private set; }

    /// <summary>Of each person of a kind; those of open persons sum to one.</summary>
    internal double[] Weights => _worth;

    /// <summary>What the heaviest panel at hand weighs.</summary>
    internal double Heaviest => (double)_heaviest;

    internal double Share(int panel) =>
        _placeOf[FirstPanel + panel] is var place and >= 0 ? Math.Max(0, (double)_value[place]) : 0;

    int FirstPanel => 1 + _kinds.Length;

    internal void Add(Panel panel)
    {
        _panels.Add(panel);
        _placeOf.Add(-1);
    }

    /// <summary>How much heavier a panel is than the heaviest at hand.</summary>
    internal double Excess(Panel panel) => (double)(Weigh(panel) - _heaviest);

    /// <summary>To the most that panels at hand give everyone open.</summary>
    internal void Solve()
    {
        var last = FewestSteps + (StepsOfRow * _basic.Length);
        for (var step = 0; ; step++)
        {
            if (step > last) throw new UnsolvedException("The level's simplex does not end.");
            if (_changes >= ChangesBeforeInverting) Invert();
            Price();
            var entering = ChooseEntering();
            if (entering < 0) break;
            Exchange(ChooseLeaving(entering), entering);
        }
        Probability = (double)(_asked[Array.IndexOf(_isOpen, true)] + LevelGain());
    }

    /// <summary>These keep what they have; the others are to gain more.</summary>
    internal void Fix(IReadOnlyList<int> kinds)
    {
        var gain = LevelGain();
        for (var row = 0; row < _kinds.Length; row++)
        {
            if (_isOpen[row]) _asked[row] += gain;
        }
        // The level's column makes way for what is above in a row that it depends on.
        var heaviest = kinds.MaxBy(kind => _worth[kind] * _persons[_rowOf[kind]]);
        var place = _placeOf[Level];
        if (place >= 0)
        {
            _placeOf[Level] = -1;
            Enter(place, 1 + _rowOf[heaviest]);
        }
        foreach (var kind in kinds) _isOpen[_rowOf[kind]] = false;
        Invert();
    }

    Wide LevelGain() => _placeOf[Level] >= 0 ? _value[_placeOf[Level]] : Wide.Zero;

    void Enter(int place, int column)
    {
        _basic[place] = column;
        _placeOf[column] = place;
    }

    void Price()
    {
        var place = _placeOf[Level];
        for (var row = 0; row < _weights.Length; row++)
            _weights[row] = place < 0 ? Wide.Zero : -_inverse[place, row];
        _heaviest = -_weights[^1];
        for (var row = 0; row < _kinds.Length; row++)
            _worth[_kinds[row]] = Math.Max(0, (double)_weights[row]);
    }

    Wide Weigh(Panel panel)
    {
        var sum = Wide.Zero;
        for (var at = 0; at < panel.Kinds.Length; at++)
            sum += _weights[_rowOf[panel.Kinds[at]]] * panel.Counts[at];
        return sum;
    }

    /// <summary>The column that gains most; -1 at the optimum.</summary>
    int ChooseEntering()
    {
        if (_placeOf[Level] < 0) return Level;
        var (best, most) = (-1, SmallestGain);
        for (var row = 0; row < _kinds.Length; row++)
        {
            var gain = -_weights[row].High;
            if (gain > most && _placeOf[1 + row] < 0) (best, most) = (1 + row, gain);
        }
        for (var panel = 0; panel < _panels.Count; panel++)
        {
            if (_placeOf[FirstPanel + panel] >= 0) continue;
            var gain = Excess(_panels[panel]);
            if (gain > most) (best, most) = (FirstPanel + panel, gain);
        }
        return best;
    }

    int ChooseLeaving(int entering)
    {
        Coordinates(entering);
        var (leaving, least) = (-1, (Wide)double.PositiveInfinity);
        for (var place = 0; place < _basic.Length; place++)
        {
            if (_coordinates[place].High <= SmallestPivot) continue;
            var ratio = _value[place] / _coordinates[place];
            if (leaving < 0 || ratio < least) (leaving, least) = (place, ratio);
        }
        return leaving >= 0 ? leaving : throw new UnsolvedException("A level without a limit.");
    }

    void Exchange(int leaving, int entering)
    {
        var step = _value[leaving] / _coordinates[leaving];
        for (var place = 0; place < _basic.Length; place++)
        {
            if (_coordinates[place].High != 0) _value[place] -= step * _coordinates[place];
        }
        _value[leaving] = step;
        _inverse.Replace(leaving, _coordinates);
        _placeOf[_basic[leaving]] = -1;
        Enter(leaving, entering);
        _changes++;
    }

    /// <summary>A column in terms of the basis.</summary>
    void Coordinates(int column)
    {
        for (var place = 0; place < _basic.Length; place++) _coordinates[place] = Coordinate(place, column);
    }

    Wide Coordinate(int place, int column)
    {
        var sum = Wide.Zero;
        if (column == Level)
        {
            for (var row = 0; row < _kinds.Length; row++)
            {
                if (_isOpen[row]) sum -= _inverse[place, row] * _persons[row];
            }
        }
        else if (column < FirstPanel) sum = -_inverse[place, column - 1];
        else
        {
            var panel = _panels[column - FirstPanel];
            sum = _inverse[place, _kinds.Length];
            for (var at = 0; at < panel.Kinds.Length; at++)
                sum += _inverse[place, _rowOf[panel.Kinds[at]]] * panel.Counts[at];
        }
        return sum;
    }

    /// <summary>The inverse and the values anew: column after column, each where it is largest.</summary>
    void Invert()
    {
        var columns = _basic.ToArray();
        // What is above is its own row's column from the start; the others take the rows that are left.
        _inverse.Start(row => row < _kinds.Length ? -1 : 1);
        var isTaken = new bool[_basic.Length];
        foreach (var column in columns)
        {
            if (column == Level || column >= FirstPanel) continue;
            isTaken[column - 1] = true;
            Enter(column - 1, column);
        }
        foreach (var column in columns)
        {
            if (column != Level && column < FirstPanel) continue;
            Coordinates(column);
            var place = -1;
            for (var at = 0; at < _basic.Length; at++)
            {
                if (!isTaken[at] && (place < 0
                    || Math.Abs(_coordinates[at].High) > Math.Abs(_coordinates[place].High))) place = at;
            }
            if (Math.Abs(_coordinates[place].High) < SmallestPivot)
                throw new UnsolvedException("A level's basis lost a column.");
            isTaken[place] = true;
            _inverse.Replace(place, _coordinates);
            Enter(place, column);
        }
        _changes = 0;
        FindValues();
    }

    void FindValues()
    {
        var right = new Wide[_basic.Length];
        for (var row = 0; row < _kinds.Length; row++) right[row] = (_asked[row] * _persons[row]) - _give[row];
        right[^1] = 1;
        for (var place = 0; place < _basic.Length; place++)
        {
            var value = _inverse.Times(place, right);
            if (value.High < -Rounding) throw new UnsolvedException("A level lost its digits.");
            _value[place] = value.High < 0 ? Wide.Zero : value;
        }
    }
}
