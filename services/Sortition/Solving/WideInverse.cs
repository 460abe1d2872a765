using System.Runtime.Intrinsics;

namespace Caisse.Sortition.Solving;

/// <summary>
/// The inverse of a basis in numbers of 32 digits. Four columns are computed at a time, each as it would be
/// alone, so that every machine gets the same.
/// </summary>
sealed class WideInverse
{
    readonly double[][] _high;
    readonly double[][] _low;

    internal WideInverse(int size)
    {
        (_high, _low) = (new double[size][], new double[size][]);
        for (var row = 0; row < size; row++) (_high[row], _low[row]) = (new double[size], new double[size]);
    }

    internal int Size => _high.Length;

    internal Wide this[int row, int column] => new(_high[row][column], _low[row][column]);

    /// <summary>The inverse of a diagonal of ones and minus ones.</summary>
    internal void Start(Func<int, double> diagonal)
    {
        for (var row = 0; row < Size; row++)
        {
            Array.Clear(_high[row]);
            Array.Clear(_low[row]);
            _high[row][row] = diagonal(row);
        }
    }

    /// <summary>One row times a dense column.</summary>
    internal Wide Times(int row, Wide[] column)
    {
        var (high, low, sum) = (_high[row], _low[row], Wide.Zero);
        for (var at = 0; at < high.Length; at++)
        {
            if (high[at] != 0) sum += new Wide(high[at], low[at]) * column[at];
        }
        return sum;
    }

    /// <summary>The column of the basis at a place is replaced by one with these coordinates.</summary>
    internal void Replace(int place, Wide[] coordinates)
    {
        var pivot = coordinates[place];
        var (high, low) = (_high[place], _low[place]);
        for (var at = 0; at < high.Length; at++)
        {
            if (high[at] == 0) continue;
            var value = new Wide(high[at], low[at]) / pivot;
            (high[at], low[at]) = (value.High, value.Low);
        }
        for (var row = 0; row < Size; row++)
        {
            if (row != place && coordinates[row].High != 0) Subtract(row, coordinates[row], high, low);
        }
    }

    void Subtract(int row, Wide factor, double[] fromHigh, double[] fromLow)
    {
        var (toHigh, toLow) = (_high[row], _low[row]);
        var (factorHigh, factorLow) = (Vector256.Create(-factor.High), Vector256.Create(-factor.Low));
        var at = 0;
        for (; at <= Size - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            var high = Vector256.LoadUnsafe(ref fromHigh[at]);
            if (high == Vector256<double>.Zero) continue;
            var low = Vector256.LoadUnsafe(ref fromLow[at]);
            var product = factorHigh * high;
            var error = Vector256.FusedMultiplyAdd(factorHigh, high, -product)
                + ((factorHigh * low) + (factorLow * high));
            var (first, second) = QuickSum(product, error);
            var (sum, rest) = Sum(Vector256.LoadUnsafe(ref toHigh[at]), first);
            var (lowSum, lowRest) = Sum(Vector256.LoadUnsafe(ref toLow[at]), second);
            (sum, rest) = QuickSum(sum, rest + lowSum);
            (sum, rest) = QuickSum(sum, rest + lowRest);
            sum.StoreUnsafe(ref toHigh[at]);
            rest.StoreUnsafe(ref toLow[at]);
        }
        for (; at < Size; at++)
        {
            if (fromHigh[at] == 0) continue;
            var value = new Wide(toHigh[at], toLow[at]) - (factor * new Wide(fromHigh[at], fromLow[at]));
            (toHigh[at], toLow[at]) = (value.High, value.Low);
        }
    }

    static (Vector256<double> Sum, Vector256<double> Left) Sum(Vector256<double> one, Vector256<double> other)
    {
        var sum = one + other;
        var part = sum - one;
        return (sum, (one - (sum - part)) + (other - part));
    }

    static (Vector256<double> Sum, Vector256<double> Left) QuickSum(
        Vector256<double> larger, Vector256<double> smaller)
    {
        var sum = larger + smaller;
        return (sum, smaller - (sum - larger));
    }
}
