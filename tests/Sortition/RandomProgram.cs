using Caisse.Sortition.Solving;
using Caisse.Sortition.Tests.Exact;

namespace Caisse.Sortition.Tests;

/// <summary>
/// A small program over whole numbers near zero, so that ties, equal bounds and dependent rows are common; kept
/// twice, for the solver and for whoever checks it.
/// </summary>
sealed class RandomProgram
{
    readonly List<(int[] Row, int Least, int Most)> _rows = [];
    readonly int[] _gains;
    readonly int[] _least;
    readonly int[] _most;

    internal RandomProgram(Random random)
    {
        var variables = random.Next(1, 6);
        Program = new LinearProgram(variables);
        (_gains, _least, _most) = (new int[variables], new int[variables], new int[variables]);
        for (var variable = 0; variable < variables; variable++) Bound(variable, random);
        for (var rows = random.Next(6); rows > 0; rows--) AddRow(random);
    }

    internal LinearProgram Program { get; }

    /// <summary>Another gain, another bound, another coefficient or another row.</summary>
    internal void Change(Random random)
    {
        var variable = random.Next(_gains.Length);
        switch (random.Next(4))
        {
            case 0:
                AddRow(random);
                break;
            case 1 when _rows.Count > 0:
                var row = random.Next(_rows.Count);
                _rows[row].Row[variable] = random.Next(-2, 3);
                Program.SetCoefficient(row, variable, _rows[row].Row[variable]);
                break;
            default:
                Bound(variable, random);
                break;
        }
    }

    void Bound(int variable, Random random)
    {
        _gains[variable] = random.Next(-3, 4);
        _least[variable] = random.Next(-1, 2);
        _most[variable] = _least[variable] + random.Next(4);
        Program.SetObjective(variable, _gains[variable]);
        Program.SetBounds(variable, _least[variable], _most[variable]);
    }

    void AddRow(Random random)
    {
        int[] row = [.. _gains.Select(_ => random.Next(-2, 3))];
        var least = random.Next(-6, 3);
        var most = least + (random.Next(3) == 0 ? 0 : random.Next(8));
        _rows.Add((row, least, most));
        var sparse = new SparseVector();
        foreach (var (variable, value) in row.Index().Where(one => one.Item != 0)) sparse.Add(variable, value);
        Program.AddRow(sparse, least, most);
    }

    /// <summary>The optimum in fractions; null when there is none.</summary>
    internal Rational? Exact()
    {
        // Variables from their least value up, since the exact solver starts at zero.
        var exact = new ExactProgram(_gains.Length);
        for (var variable = 0; variable < _gains.Length; variable++)
        {
            var at = variable;
            exact.AtMost([.. _gains.Select((_, other) => (Rational)(other == at ? 1 : 0))], _most[at] - _least[at]);
        }
        foreach (var (row, least, most) in _rows)
        {
            var moved = Sum(row, _least);
            exact.AtMost([.. row.Select(value => (Rational)value)], most - moved);
            exact.AtLeast([.. row.Select(value => (Rational)value)], least - moved);
        }
        return exact.Maximise([.. _gains.Select(gain => (Rational)gain)]) is { } value
            ? value + Sum(_gains, _least) : null;
    }

    internal double? BestWhole()
    {
        IEnumerable<int[]> all = [[]];
        for (var variable = 0; variable < _gains.Length; variable++)
        {
            var at = variable;
            all = all.SelectMany(values => Enumerable.Range(_least[at], _most[at] - _least[at] + 1)
                .Select(value => (int[])[.. values, value]));
        }
        var allowed = all.Where(Allows).ToList();
        return allowed.Count == 0 ? null : allowed.Max(Worth);
    }

    internal double Worth(int[] values) => Sum(_gains, values);

    internal bool Allows(int[] values) => values.Index().All(one =>
            one.Item >= _least[one.Index] && one.Item <= _most[one.Index])
        && _rows.All(row => Sum(row.Row, values) is var sum && sum >= row.Least && sum <= row.Most);

    /// <summary>Whether what the solver says satisfies bounds and rows.</summary>
    internal bool IsSatisfied()
    {
        double[] values = [.. Enumerable.Range(0, _gains.Length).Select(Program.Value)];
        const double Slack = 1e-7;
        return values.Index().All(one =>
                one.Item >= _least[one.Index] - Slack && one.Item <= _most[one.Index] + Slack)
            && _rows.All(row => row.Row.Zip(values, (factor, value) => factor * value).Sum() is var sum
                && sum >= row.Least - Slack && sum <= row.Most + Slack);
    }

    static int Sum(int[] factors, int[] values) => factors.Zip(values, (factor, value) => factor * value).Sum();
}
