using System.Runtime.Intrinsics;

namespace Caisse.Sortition.Solving;

/// <summary>
/// The triangular factor R of a matrix A with more rows than columns: R'R = A'A. Columns are added at the end
/// and taken out anywhere. Sums run over four lanes whatever the machine has, so that every machine gets
/// the same.
/// </summary>
sealed class TriangularFactor
{
    readonly List<double[]> _columns = [];

    internal int Count => _columns.Count;

    /// <summary>
    /// Adds a column of A from its products with the others; false when it depends on them.
    /// </summary>
    internal bool Add(double[] products, double square, double smallest)
    {
        var column = new double[Count + 1];
        Array.Copy(products, column, Count);
        SolveTransposed(column);
        var rest = square - Dot(column, column, Count);
        if (rest <= smallest * square) return false;
        column[Count] = Math.Sqrt(rest);
        _columns.Add(column);
        return true;
    }

    /// <summary>
    /// Takes a column out, and turns right-hand sides (as R'x = b gave them) along with it.
    /// </summary>
    internal void Remove(int at, double[] turned)
    {
        _columns.RemoveAt(at);
        var last = Count;
        for (var row = at; row < last; row++)
        {
            var (one, other) = (_columns[row][row], _columns[row][row + 1]);
            var length = Math.Sqrt((one * one) + (other * other));
            var (cosine, sine) = (one / length, other / length);
            for (var column = row; column < last; column++)
            {
                var values = _columns[column];
                (one, other) = (values[row], values[row + 1]);
                values[row] = (cosine * one) + (sine * other);
                values[row + 1] = (cosine * other) - (sine * one);
            }
            (one, other) = (turned[row], turned[row + 1]);
            turned[row] = (cosine * one) + (sine * other);
            turned[row + 1] = (cosine * other) - (sine * one);
        }
    }

    /// <summary>R'x = values, in place.</summary>
    internal void SolveTransposed(double[] values)
    {
        for (var at = 0; at < Count; at++)
        {
            values[at] = (values[at] - Dot(_columns[at], values, at)) / _columns[at][at];
        }
    }

    /// <summary>Rx = values, in place.</summary>
    internal void Solve(double[] values)
    {
        for (var at = Count - 1; at >= 0; at--)
        {
            var value = values[at] /= _columns[at][at];
            if (value != 0) AddMultiple(values, _columns[at], -value, at);
        }
    }

    static double Dot(double[] one, double[] other, int count)
    {
        var lanes = Vector256<double>.Zero;
        var at = 0;
        for (; at <= count - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            lanes += Vector256.LoadUnsafe(ref one[at]) * Vector256.LoadUnsafe(ref other[at]);
        }
        var sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        for (; at < count; at++) sum += one[at] * other[at];
        return sum;
    }

    static void AddMultiple(double[] to, double[] from, double factor, int count)
    {
        var factors = Vector256.Create(factor);
        var at = 0;
        for (; at <= count - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            (Vector256.LoadUnsafe(ref to[at]) + (factors * Vector256.LoadUnsafe(ref from[at])))
                .StoreUnsafe(ref to[at]);
        }
        for (; at < count; at++) to[at] += factor * from[at];
    }
}
