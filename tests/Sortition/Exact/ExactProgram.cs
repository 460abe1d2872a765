namespace Caisse.Sortition.Tests.Exact;

/// <summary>
/// Maximises over x from zero with every row's sum at most its bound, in fractions, by Bland's rule: slow, and
/// never wrong. The program must be bounded.
/// </summary>
sealed class ExactProgram(int variables)
{
    readonly List<(Rational[] Row, Rational Bound)> _rows = [];
    Rational[][] _table = [];
    int[] _basic = [];
    int[] _free = [];

    internal void AtMost(Rational[] row, Rational bound) => _rows.Add((row, bound));

    internal void AtLeast(Rational[] row, Rational bound) =>
        _rows.Add(([.. row.Select(value => -value)], -bound));

    internal void Exactly(Rational[] row, Rational bound)
    {
        AtMost(row, bound);
        AtLeast(row, bound);
    }

    /// <summary>The largest value; null when no x satisfies the rows.</summary>
    internal Rational? Maximise(Rational[] gains)
    {
        // Row: basic = last - sum of table * free. The last free variable is what phase one takes away.
        _table = [.. _rows.Select(Rational[] (row) => [.. row.Row, -1, row.Bound])];
        _basic = [.. Enumerable.Range(variables, _rows.Count)];
        _free = [.. Enumerable.Range(0, variables), -1];
        var worst = Enumerable.Range(0, _rows.Count).MinBy(row => _table[row][^1]);
        if (_rows.Count > 0 && _table[worst][^1] < 0)
        {
            Pivot(worst, variables);
            Climb(Priced(variable => variable == -1 ? -1 : 0));
            if (_basic.Contains(-1))
            {
                var row = Array.IndexOf(_basic, -1);
                if (_table[row][^1] > 0) return null;
                var column = Array.FindIndex(_table[row], 0, _free.Length, value => value != 0);
                if (column >= 0) Pivot(row, column);
            }
        }
        Forbid(Array.IndexOf(_free, -1));
        var priced = Priced(variable => variable >= 0 && variable < variables ? gains[variable] : 0);
        Climb(priced);
        return priced[^1];
    }

    /// <summary>A free variable that stays at zero from now on.</summary>
    void Forbid(int column)
    {
        if (column < 0) return;
        foreach (var row in _table) row[column] = 0;
    }

    /// <summary>Gains in terms of the free variables, and the value so far at the end.</summary>
    Rational[] Priced(Func<int, Rational> gain)
    {
        var priced = new Rational[_free.Length + 1];
        for (var column = 0; column < _free.Length; column++)
            priced[column] = _free[column] == -1 && gain(-1) == 0 ? 0 : gain(_free[column]);
        priced[^1] = 0;
        for (var row = 0; row < _table.Length; row++)
        {
            var worth = gain(_basic[row]);
            if (worth == 0) continue;
            for (var column = 0; column < _free.Length; column++) priced[column] -= worth * _table[row][column];
            priced[^1] += worth * _table[row][^1];
        }
        return priced;
    }

    void Climb(Rational[] priced)
    {
        while (true)
        {
            var column = Enumerable.Range(0, _free.Length).Where(at => priced[at] > 0)
                .OrderBy(at => _free[at]).FirstOrDefault(-1);
            if (column < 0) return;
            var row = Enumerable.Range(0, _table.Length).Where(at => _table[at][column] > 0)
                .OrderBy(at => _table[at][^1] / _table[at][column]).ThenBy(at => _basic[at]).First();
            Pivot(row, column);
            var factor = priced[column];
            for (var at = 0; at < priced.Length - 1; at++)
                priced[at] = at == column ? -factor * _table[row][at] : priced[at] - (factor * _table[row][at]);
            priced[^1] += factor * _table[row][^1];
        }
    }

    void Pivot(int row, int column)
    {
        var pivot = _table[row][column];
        _table[row][column] = 1;
        for (var at = 0; at < _table[row].Length; at++) _table[row][at] /= pivot;
        for (var other = 0; other < _table.Length; other++)
        {
            var factor = _table[other][column];
            if (other == row || factor == 0) continue;
            _table[other][column] = 0;
            for (var at = 0; at < _table[other].Length; at++) _table[other][at] -= factor * _table[row][at];
        }
        (_basic[row], _free[column]) = (_free[column], _basic[row]);
    }
}
