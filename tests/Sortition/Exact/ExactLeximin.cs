using System.Numerics;

namespace Caisse.Sortition.Tests.Exact;

/// <summary>
/// The fairest lottery over listed panels without any rounding: a simplex in whole numbers over one common
/// denominator, from level to level. Whoever has a positive weight at a level is fixed there, nobody else.
/// </summary>
/// <remarks>
/// Row of a person: panels' shares that hold them - what is above - (level, if open) = what is asked, and a last
/// row: shares sum to one. Everything is kept as the inverse of the basis times the denominator.
/// </remarks>
sealed class ExactLeximin
{
    const int Level = -1;
    const double NearlyHeaviest = 1e-6;

    readonly IReadOnlyList<int[]> _panels;
    readonly int[] _persons;
    readonly Dictionary<int, int> _rowOf;
    readonly bool[] _isOpen;
    readonly Rational[] _asked;
    readonly int[] _basic;
    readonly BigInteger[][] _inverse;
    BigInteger _denominator = 1;

    ExactLeximin(IReadOnlyList<int[]> panels, int people)
    {
        _panels = panels;
        var isCovered = new bool[people];
        foreach (var person in panels.SelectMany(panel => panel)) isCovered[person] = true;
        _persons = [.. Enumerable.Range(0, people).Where(person => isCovered[person])];
        _rowOf = _persons.Index().ToDictionary(one => one.Item, one => one.Index);
        _isOpen = [.. _persons.Select(_ => true)];
        _asked = [.. _persons.Select(_ => Rational.Zero)];
        // Columns: -1 the level, then what is above per row, then panels. First: panel 0 alone.
        _basic = [.. Enumerable.Range(0, _persons.Length + 1)];
        _inverse = [.. _basic.Select(row => _basic
            .Select(column => column != row ? 0 : row < _persons.Length ? BigInteger.MinusOne : 1).ToArray())];
        Pivot(_persons.Length, _persons.Length, Column(_persons.Length));
    }

    /// <summary>The probability of each person.</summary>
    internal static double[] Of(IReadOnlyList<int[]> panels, int people)
    {
        var exact = new ExactLeximin(panels, people);
        while (exact._isOpen.Contains(true)) exact.NextLevel();
        var probabilities = new double[people];
        foreach (var (row, person) in exact._persons.Index()) probabilities[person] = (double)exact._asked[row];
        return probabilities;
    }

    void NextLevel()
    {
        var isStuck = false;
        while (ChooseEntering(isStuck) is { } entering)
        {
            var column = Column(entering);
            var values = Values();
            var leaving = Enumerable.Range(0, _basic.Length).Where(row => column[row] > 0)
                .OrderBy(row => values[row] / new Rational(column[row], 1)).ThenBy(row => _basic[row]).First();
            // The smallest columns first where the last step gained nothing: that never goes round in circles.
            isStuck = values[leaving] == Rational.Zero;
            Pivot(leaving, entering, column);
        }
        var place = Array.IndexOf(_basic, Level);
        var gain = Values()[place] / new Rational(_denominator, 1);
        var weights = Weights();
        for (var row = 0; row < _persons.Length; row++)
        {
            if (_isOpen[row]) _asked[row] += gain;
        }
        var proven = Enumerable.Range(0, _persons.Length).Where(row => _isOpen[row] && weights[row] > 0).ToList();
        Pivot(place, proven[0], Column(proven[0]));
        foreach (var row in proven) _isOpen[row] = false;
    }

    /// <summary>Of persons, then minus what the heaviest panel weighs; all times the denominator.</summary>
    BigInteger[] Weights()
    {
        var place = Array.IndexOf(_basic, Level);
        return [.. _inverse[place].Select(one => -one)];
    }

    int? ChooseEntering(bool takesFirst)
    {
        if (!_basic.Contains(Level)) return Level;
        var weights = Weights();
        var heaviest = -weights[^1];
        for (var row = 0; row < _persons.Length; row++)
        {
            if (weights[row] < 0 && !_basic.Contains(row)) return row;
        }
        double[] rounded = [.. weights.Select(one => (double)one / (double)_denominator)];
        var above = (double)heaviest / (double)_denominator;
        int? best = null;
        var most = BigInteger.Zero;
        for (var panel = 0; panel < _panels.Count; panel++)
        {
            if (_panels[panel].Sum(person => rounded[_rowOf[person]]) < above - NearlyHeaviest) continue;
            var excess = -heaviest;
            foreach (var person in _panels[panel]) excess += weights[_rowOf[person]];
            if (excess <= most) continue;
            (best, most) = (_persons.Length + panel, excess);
            if (takesFirst) break;
        }
        return best;
    }

    /// <summary>Basic values times the denominator.</summary>
    Rational[] Values()
    {
        Rational[] asked = [.. _asked, 1];
        return [.. _inverse.Select(line => line.Zip(asked)
            .Where(one => !one.First.IsZero && one.Second != Rational.Zero)
            .Aggregate(Rational.Zero, (sum, one) => sum + (new Rational(one.First, 1) * one.Second)))];
    }

    /// <summary>A column in terms of the basis, times the denominator.</summary>
    BigInteger[] Column(int column) => [.. _inverse.Select(line =>
    {
        if (column == Level)
            return -_isOpen.Index().Aggregate(BigInteger.Zero, (sum, one) => one.Item ? sum + line[one.Index] : sum);
        if (column < _persons.Length) return -line[column];
        return _panels[column - _persons.Length]
            .Aggregate(line[^1], (sum, person) => sum + line[_rowOf[person]]);
    })];

    /// <summary>Divisions leave no rest: every entry is a determinant (Bareiss).</summary>
    void Pivot(int place, int entering, BigInteger[] column)
    {
        var pivot = column[place];
        for (var row = 0; row < _inverse.Length; row++)
        {
            if (row == place) continue;
            for (var at = 0; at < _inverse.Length; at++)
            {
                _inverse[row][at] =
                    ((_inverse[row][at] * pivot) - (column[row] * _inverse[place][at])) / _denominator;
            }
        }
        _denominator = pivot;
        if (pivot.Sign < 0)
        {
            _denominator = -pivot;
            foreach (var line in _inverse)
                for (var at = 0; at < line.Length; at++) line[at] = -line[at];
        }
        _basic[place] = entering;
    }
}
