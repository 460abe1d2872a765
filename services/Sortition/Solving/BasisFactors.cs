namespace Caisse.Sortition.Solving;

/// <summary>
/// A basis in factors. Its triangular part (columns and rows with a single entry left, nearly everything in
/// these problems) is solved from the columns themselves; what remains, the kernel, is factored densely.
/// Later changes of one column are kept as a list of elementary matrices until the next factorisation.
/// </summary>
sealed class BasisFactors : IBasis
{
    const double SmallestPivot = 1e-9;
    const int ChangesBeforeFactoring = 32;

    readonly List<(int Position, double Pivot, SparseVector Others)> _changes = [];
    readonly List<(int Row, int Position, double Pivot)> _columnSingletons = [];
    readonly List<(int Row, int Position, double Pivot)> _rowSingletons = [];
    readonly DenseKernel _kernel = new();
    SparseVector[] _columns = [];
    int[] _kernelRows = [];
    int[] _kernelPositions = [];
    double[] _small = [];
    long _changedEntries;

    public int ChangesSince => _changes.Count;

    public bool IsWorn => ChangesSince >= ChangesBeforeFactoring
        || _changedEntries > 3L * _columns.Length * Math.Max(20, _columns.Length / 10);

    public List<(int Position, int Row)> Factor(SparseVector[] columns)
    {
        _columns = columns;
        _changes.Clear();
        _changedEntries = 0;
        PeelSingletons();
        var size = _kernelRows.Length;
        _kernel.Start(size);
        _small = new double[size];
        var place = new int[columns.Length];
        Array.Fill(place, -1);
        for (var at = 0; at < size; at++) place[_kernelRows[at]] = at;
        for (var at = 0; at < size; at++)
        {
            var column = columns[_kernelPositions[at]];
            for (var entry = 0; entry < column.Count; entry++)
            {
                var row = place[column.Places[entry]];
                if (row >= 0) _kernel.Set(row, at, column.Values[entry]);
            }
        }
        return [.. _kernel.Factor(SmallestPivot)
            .Select(one => (_kernelPositions[one.Column], _kernelRows[one.Row]))];
    }

    void PeelSingletons()
    {
        var size = _columns.Length;
        var rows = new SparseVector[size];
        for (var row = 0; row < size; row++) rows[row] = new SparseVector();
        var inColumn = new int[size];
        for (var position = 0; position < size; position++)
        {
            var column = _columns[position];
            inColumn[position] = column.Count;
            for (var entry = 0; entry < column.Count; entry++)
            {
                rows[column.Places[entry]].Add(position, column.Values[entry]);
            }
        }
        var rowIsDone = new bool[size];
        var positionIsDone = new bool[size];
        Peel(_columnSingletons, _columns, rows, inColumn, positionIsDone, rowIsDone, swapped: false);
        var inRow = new int[size];
        for (var row = 0; row < size; row++)
        {
            foreach (var position in rows[row].Places)
            {
                if (!positionIsDone[position]) inRow[row]++;
            }
        }
        Peel(_rowSingletons, rows, _columns, inRow, rowIsDone, positionIsDone, swapped: true);
        _kernelRows = [.. Enumerable.Range(0, size).Where(row => !rowIsDone[row])];
        _kernelPositions = [.. Enumerable.Range(0, size).Where(position => !positionIsDone[position])];
    }

    /// <summary>Takes lines with one entry left, until none is; lines across lose that entry.</summary>
    static void Peel(
        List<(int Row, int Position, double Pivot)> singletons, SparseVector[] lines, SparseVector[] across,
        int[] left, bool[] lineIsDone, bool[] acrossIsDone, bool swapped)
    {
        singletons.Clear();
        var waiting = new Queue<int>(
            Enumerable.Range(0, left.Length).Where(line => !lineIsDone[line] && left[line] == 1));
        while (waiting.TryDequeue(out var line))
        {
            if (left[line] != 1) continue;
            var entry = 0;
            while (acrossIsDone[lines[line].Places[entry]]) entry++;
            var pivot = lines[line].Values[entry];
            if (Math.Abs(pivot) < SmallestPivot) continue;
            var other = lines[line].Places[entry];
            singletons.Add(swapped ? (line, other, pivot) : (other, line, pivot));
            lineIsDone[line] = true;
            acrossIsDone[other] = true;
            foreach (var next in across[other].Places)
            {
                if (!lineIsDone[next] && --left[next] == 1) waiting.Enqueue(next);
            }
        }
    }

    public void Replace(int position, double[] coordinates)
    {
        var others = new SparseVector();
        for (var at = 0; at < coordinates.Length; at++)
        {
            if (at != position && coordinates[at] != 0) others.Add(at, coordinates[at]);
        }
        _changedEntries += others.Count;
        _changes.Add((position, coordinates[position], others));
    }

    public void SolveColumns(double[] rows, double[] answer)
    {
        foreach (var (row, position, pivot) in _rowSingletons) Settle(rows, answer, row, position, pivot);
        for (var at = 0; at < _small.Length; at++) _small[at] = rows[_kernelRows[at]];
        _kernel.Solve(_small);
        for (var at = 0; at < _small.Length; at++)
        {
            var value = answer[_kernelPositions[at]] = _small[at];
            if (value != 0) _columns[_kernelPositions[at]].AddTo(rows, -value);
        }
        for (var at = _columnSingletons.Count - 1; at >= 0; at--)
        {
            var (row, position, pivot) = _columnSingletons[at];
            Settle(rows, answer, row, position, pivot);
        }
        foreach (var (position, pivot, others) in _changes)
        {
            if (answer[position] == 0) continue;
            var value = answer[position] /= pivot;
            others.AddTo(answer, -value);
        }
    }

    void Settle(double[] rows, double[] answer, int row, int position, double pivot)
    {
        var value = answer[position] = rows[row] / pivot;
        if (value != 0) _columns[position].AddTo(rows, -value);
    }

    public void SolveRows(double[] positions, double[] answer)
    {
        for (var at = _changes.Count - 1; at >= 0; at--)
        {
            var (position, pivot, others) = _changes[at];
            positions[position] = (positions[position] - others.Dot(positions)) / pivot;
        }
        Array.Clear(answer, 0, _columns.Length);
        foreach (var (row, position, pivot) in _columnSingletons)
        {
            answer[row] = (positions[position] - _columns[position].Dot(answer)) / pivot;
        }
        for (var at = 0; at < _small.Length; at++)
        {
            _small[at] = positions[_kernelPositions[at]] - _columns[_kernelPositions[at]].Dot(answer);
        }
        _kernel.SolveTransposed(_small);
        for (var at = 0; at < _small.Length; at++) answer[_kernelRows[at]] = _small[at];
        for (var at = _rowSingletons.Count - 1; at >= 0; at--)
        {
            var (row, position, pivot) = _rowSingletons[at];
            answer[row] = (positions[position] - _columns[position].Dot(answer)) / pivot;
        }
    }
}
