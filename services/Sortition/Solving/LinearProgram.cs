namespace Caisse.Sortition.Solving;

/// <summary>How a program ended.</summary>
enum Outcome
{
    /// <summary>At an optimum.</summary>
    Optimal,

    /// <summary>No values satisfy every bound.</summary>
    Infeasible,

    /// <summary>Nothing above the value that was asked for is possible.</summary>
    CutOff,
}

/// <summary>
/// Maximises a linear objective over variables within bounds, subject to rows within bounds. Every bound is
/// finite, so every basis can be made dual feasible by moving variables to their other bound: after any
/// change of
/// bounds, objective or rows, the dual simplex goes on from where it stood.
/// </summary>
sealed partial class LinearProgram
{
    internal const double Tolerance = 1e-9;
    const double SmallestPivot = 1e-9;
    const double SafePivot = 1e-5;

    /// <summary>Where there are more rows, the inverse is larger than factors are.</summary>
    const int MostRowsInverted = 250;
    const int IterationsBeforePerturbing = 300;
    const int IterationsBeforeRestarting = 5_000;
    const int MostRestarts = 4;

    readonly List<SparseVector> _columns = [];
    readonly List<SparseVector> _rows = [];
    readonly BasisInverse _inverse = new();
    readonly BasisFactors _sparse = new();
    readonly int _structural;

    IBasis _factors;
    double[] _cost;
    double[] _lower;
    double[] _upper;
    double[] _value;
    double[] _reduced;
    double[] _row;
    int[] _positionOf;
    int[] _basic = [];
    double[] _weight = [];
    double[] _rowWork = [];
    double[] _multipliers = [];
    double[] _direction = [];
    double[] _steepest = [];
    bool _mustFactor = true;
    bool _mustPrice = true;
    bool _mustPlace = true;
    bool _isPerturbed;

    internal LinearProgram(int variables)
    {
        _structural = variables;
        _factors = _inverse;
        _cost = new double[variables];
        _lower = new double[variables];
        _upper = new double[variables];
        _value = new double[variables];
        _reduced = new double[variables];
        _row = new double[variables];
        _positionOf = new int[variables];
        for (var variable = 0; variable < variables; variable++)
        {
            _columns.Add(new SparseVector());
            _positionOf[variable] = -1;
        }
    }

    internal int Variables => _structural;

    internal int Rows => _rows.Count;

    internal long Iterations { get; private set; }

    int All => _structural + _rows.Count;

    internal double Value(int variable) => _value[variable];

    internal double Activity(int row) => _value[_structural + row];

    internal double Lower(int variable) => _lower[variable];

    internal double Upper(int variable) => _upper[variable];

    internal bool IsBasic(int variable) => _positionOf[variable] >= 0;

    /// <summary>What one more unit of a variable would add to the objective.</summary>
    internal double Gain(int variable) => -_reduced[variable];

    /// <summary>What one more unit of a row's activity is worth, at an optimum.</summary>
    internal double Price(int row) => -_reduced[_structural + row];

    internal double Objective
    {
        get
        {
            var sum = 0.0;
            for (var variable = 0; variable < _structural; variable++)
                sum -= _cost[variable] * _value[variable];
            return sum;
        }
    }

    internal void SetObjective(int variable, double gain)
    {
        if (_cost[variable] == -gain) return;
        _cost[variable] = -gain;
        _mustPrice = true;
    }

    internal void SetBounds(int variable, double lower, double upper)
    {
        if (_lower[variable] == lower && _upper[variable] == upper) return;
        _lower[variable] = lower;
        _upper[variable] = upper;
        _mustPlace = true;
    }

    internal void SetRowBounds(int row, double lower, double upper) =>
        SetBounds(_structural + row, lower, upper);

    /// <summary>Adds lower &lt;= sum of value * variable &lt;= upper.</summary>
    internal int AddRow(SparseVector row, double lower, double upper)
    {
        var number = _rows.Count;
        _rows.Add(row);
        var logical = new SparseVector();
        logical.Add(number, -1);
        _columns.Add(logical);
        for (var at = 0; at < row.Count; at++) _columns[row.Places[at]].Add(number, row.Values[at]);
        Grow(All);
        _lower[All - 1] = lower;
        _upper[All - 1] = upper;
        _cost[All - 1] = 0;
        _basic[number] = All - 1;
        _positionOf[All - 1] = number;
        _weight[number] = 1;
        _mustFactor = true;
        return number;
    }

    /// <summary>Changes one number of a row; the basis stays.</summary>
    internal void SetCoefficient(int row, int variable, double value)
    {
        _rows[row].Set(variable, value);
        _columns[variable].Set(row, value);
        _mustFactor = true;
    }

    void Grow(int all)
    {
        if (_cost.Length < all)
        {
            var room = 2 * all;
            Array.Resize(ref _cost, room);
            Array.Resize(ref _lower, room);
            Array.Resize(ref _upper, room);
            Array.Resize(ref _value, room);
            Array.Resize(ref _reduced, room);
            Array.Resize(ref _row, room);
            Array.Resize(ref _positionOf, room);
        }
        if (_basic.Length < _rows.Count)
        {
            var room = 2 * _rows.Count;
            Array.Resize(ref _basic, room);
            Array.Resize(ref _weight, room);
            Array.Resize(ref _rowWork, room);
            Array.Resize(ref _multipliers, room);
            Array.Resize(ref _direction, room);
            Array.Resize(ref _steepest, room);
        }
    }
}
