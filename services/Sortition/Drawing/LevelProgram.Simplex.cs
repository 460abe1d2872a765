using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>Prices, changes of basis, and the inverse.</summary>
sealed partial class LevelProgram
{
    const double SmallestGain = 1e-14;
    const double SmallestPivot = 1e-12;
    const double Rounding = 1e-20;
    const int ChangesBeforeInverting = 250;

    readonly int[] _basic;
    readonly Wide[] _value;
    readonly Wide[] _coordinates;
    readonly WideInverse _inverse;
    int _changes;

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
