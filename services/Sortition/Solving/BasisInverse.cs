using System.Runtime.Intrinsics;

namespace Caisse.Sortition.Solving;

/// <summary>
/// The inverse of a small basis as it is: for some hundred rows a change of it costs less than a list of
/// changes, and a solution with a few entries less than any factors. Entries are computed four at a time,
/// each as it would be alone, so that every machine gets the same.
/// </summary>
sealed class BasisInverse : IBasis
{
    const double SmallestPivot = 1e-9;
    const int ChangesBeforeFactoring = 64;

    /// <summary>By row of the program, then by position in the basis.</summary>
    double[][] _ofRow = [];
    double[] _coordinates = [];
    double[] _moved = [];
    int _size;

    public int ChangesSince { get; private set; }

    public bool IsWorn => ChangesSince >= ChangesBeforeFactoring;

    public List<(int Position, int Row)> Factor(SparseVector[] columns)
    {
        Start(columns.Length);
        var positionOf = new int[_size];
        Array.Fill(positionOf, -1);
        var dependent = new List<int>();
        // Columns with one entry first: they fill nothing.
        foreach (var isSingle in (ReadOnlySpan<bool>)[true, false])
        {
            for (var position = 0; position < _size; position++)
            {
                var column = columns[position];
                if (column.Count == 1 != isSingle) continue;
                var row = Pivot(column, positionOf);
                if (row < 0) dependent.Add(position);
                else positionOf[row] = position;
            }
        }
        var free = Enumerable.Range(0, _size).Where(row => positionOf[row] < 0).ToArray();
        for (var at = 0; at < free.Length; at++) positionOf[free[at]] = dependent[at];
        Order(positionOf);
        ChangesSince = 0;
        return [.. dependent.Zip(free)];
    }

    public void Replace(int position, double[] coordinates)
    {
        Exchange(position, coordinates);
        ChangesSince++;
    }

    public void SolveColumns(double[] rows, double[] answer)
    {
        Array.Clear(answer, 0, _size);
        for (var row = 0; row < _size; row++)
        {
            if (rows[row] != 0) Add(answer, _ofRow[row], rows[row]);
        }
    }

    public void SolveRows(double[] positions, double[] answer)
    {
        Array.Clear(answer, 0, _size);
        for (var position = 0; position < _size; position++)
        {
            var value = positions[position];
            if (value == 0) continue;
            for (var row = 0; row < _size; row++) answer[row] += value * _ofRow[row][position];
        }
    }

    /// <summary>The inverse of a diagonal of ones.</summary>
    void Start(int size)
    {
        if (_size != size)
        {
            _size = size;
            _ofRow = [.. Enumerable.Range(0, size).Select(_ => new double[size])];
            (_coordinates, _moved) = (new double[size], new double[size]);
        }
        for (var row = 0; row < size; row++)
        {
            Array.Clear(_ofRow[row]);
            _ofRow[row][row] = 1;
        }
    }

    /// <summary>Takes a column in at the free row where it is largest; -1 when the others span it.</summary>
    int Pivot(SparseVector column, int[] positionOf)
    {
        Array.Clear(_coordinates);
        for (var at = 0; at < column.Count; at++)
            Add(_coordinates, _ofRow[column.Places[at]], column.Values[at]);
        var (best, most) = (-1, SmallestPivot);
        for (var row = 0; row < _size; row++)
        {
            var size = Math.Abs(_coordinates[row]);
            if (positionOf[row] < 0 && size > most) (best, most) = (row, size);
        }
        if (best >= 0) Exchange(best, _coordinates);
        return best;
    }

    void Exchange(int position, double[] coordinates)
    {
        var pivot = coordinates[position];
        for (var row = 0; row < _size; row++)
        {
            var ofRow = _ofRow[row];
            if (ofRow[position] == 0) continue;
            var value = ofRow[position] / pivot;
            Add(ofRow, coordinates, -value);
            ofRow[position] = value;
        }
    }

    void Order(int[] positionOf)
    {
        foreach (var ofRow in _ofRow)
        {
            Array.Copy(ofRow, _moved, _size);
            for (var row = 0; row < _size; row++) ofRow[positionOf[row]] = _moved[row];
        }
    }

    /// <summary>to += factor * from.</summary>
    void Add(double[] to, double[] from, double factor)
    {
        var factors = Vector256.Create(factor);
        var at = 0;
        for (; at <= _size - Vector256<double>.Count; at += Vector256<double>.Count)
        {
            (Vector256.LoadUnsafe(ref to[at]) + (factors * Vector256.LoadUnsafe(ref from[at])))
                .StoreUnsafe(ref to[at]);
        }
        for (; at < _size; at++) to[at] += factor * from[at];
    }
}
