using System.Numerics;

namespace Caisse.Sortition.Solving;

/// <summary>
/// A square matrix factored densely with partial pivoting. Rows are added to rows element by element, so the
/// width of the machine's vectors changes no bit of the result.
/// </summary>
sealed class DenseKernel
{
    double[][] _rows = [];
    int[] _order = [];
    double[] _scratch = [];

    internal void Start(int size)
    {
        _rows = new double[size][];
        for (var row = 0; row < size; row++) _rows[row] = new double[size];
        _order = [.. Enumerable.Range(0, size)];
        _scratch = new double[size];
    }

    internal void Set(int row, int column, double value) => _rows[row][column] = value;

    /// <summary>Answers the columns without a pivot, each with a row that has none either.</summary>
    internal List<(int Column, int Row)> Factor(double smallestPivot)
    {
        var size = _rows.Length;
        var dependent = new List<(int, int)>();
        for (var step = 0; step < size; step++)
        {
            var best = step;
            for (var row = step + 1; row < size; row++)
            {
                if (Math.Abs(_rows[row][step]) > Math.Abs(_rows[best][step])) best = row;
            }
            (_rows[step], _rows[best]) = (_rows[best], _rows[step]);
            (_order[step], _order[best]) = (_order[best], _order[step]);
            if (Math.Abs(_rows[step][step]) < smallestPivot)
            {
                dependent.Add((step, _order[step]));
                continue;
            }
            for (var row = step + 1; row < size; row++)
            {
                if (_rows[row][step] == 0) continue;
                var factor = _rows[row][step] /= _rows[step][step];
                AddMultiple(_rows[row], _rows[step], -factor, step + 1, size);
            }
        }
        return dependent;
    }

    internal void Solve(double[] values)
    {
        var size = _rows.Length;
        for (var row = 0; row < size; row++) _scratch[row] = values[_order[row]];
        for (var row = 0; row < size; row++)
        {
            var line = _rows[row];
            var sum = _scratch[row];
            for (var column = 0; column < row; column++) sum -= line[column] * _scratch[column];
            _scratch[row] = sum;
        }
        for (var row = size - 1; row >= 0; row--)
        {
            var line = _rows[row];
            var sum = _scratch[row];
            for (var column = row + 1; column < size; column++) sum -= line[column] * _scratch[column];
            _scratch[row] = sum / line[row];
        }
        Array.Copy(_scratch, values, size);
    }

    internal void SolveTransposed(double[] values)
    {
        var size = _rows.Length;
        for (var step = 0; step < size; step++)
        {
            var value = values[step] /= _rows[step][step];
            if (value != 0) AddMultiple(values, _rows[step], -value, step + 1, size);
        }
        for (var step = size - 1; step >= 0; step--)
        {
            var value = values[step];
            if (value != 0) AddMultiple(values, _rows[step], -value, 0, step);
        }
        for (var row = 0; row < size; row++) _scratch[_order[row]] = values[row];
        Array.Copy(_scratch, values, size);
    }

    static void AddMultiple(double[] to, double[] from, double factor, int start, int end)
    {
        var at = start;
        var factors = new Vector<double>(factor);
        for (; at <= end - Vector<double>.Count; at += Vector<double>.Count)
        {
            (new Vector<double>(to, at) + (factors * new Vector<double>(from, at))).CopyTo(to, at);
        }
        for (; at < end; at++) to[at] += factor * from[at];
    }
}
