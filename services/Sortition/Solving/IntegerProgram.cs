namespace Caisse.Sortition.Solving;

/// <summary>
/// Whole values for all variables of a linear program: depth-first branch and bound, which leaves the
/// program's bounds as it found them. Rows that are only needed sometimes are added when a solution breaks
/// one.
/// </summary>
/// <param name="program">Goes on from one question to the next.</param>
/// <param name="addBrokenRows">Adds rows that the present solution breaks; false when there are none.</param>
/// <param name="cancellation">Asked at every node.</param>
sealed partial class IntegerProgram(
    LinearProgram program, Func<bool> addBrokenRows, CancellationToken cancellation)
{
    const double WholeTolerance = 1e-6;
    const double ValueTolerance = 1e-9;

    /// <summary>
    /// A search that may stop early does not look for more than it has for longer than this.
    /// </summary>
    const int NodesForMore = 30;

    /// <summary>
    /// How long a search that may stop early goes down towards what is nearly whole, per variable: that finds
    /// something sooner where whole solutions are rare, and shows late that there is none.
    /// </summary>
    const int NodesDown = 2;

    /// <summary>A dive takes what is divided so for the next whole number, or for the last.</summary>
    const double NearlyNext = 0.7;
    const double NearlyLast = 0.1;

    /// <summary>How many divided variables are compared before branching, and how.</summary>
    const int Candidates = 12;
    const double Balance = 5;
    const double Tie = 1e-6;

    readonly List<int[]> _taken = [];
    int[]? _best;
    double _above;
    double _enough;
    bool _isEnough;
    bool _isDown;
    bool _isAtEnd;
    long _lastDown;
    long _lastForMore;
    long _last;

    internal long Nodes { get; private set; }

    /// <summary>What was found, and a value that nothing exceeds.</summary>
    internal readonly record struct Finding(int[]? Best, double Value, double Bound);

    /// <summary>All that was found on the way to the best, each of more worth than the one before.</summary>
    internal IReadOnlyList<int[]> Taken => _taken;

    /// <summary>
    /// Looks for the values of most worth above a worth, and stops at some that reach this share of the way
    /// from there to what the relaxation allows, 0 asks for any, 1 for the very best; or after so many nodes.
    /// </summary>
    internal Finding Find(double above, double share, long mostNodes = long.MaxValue)
    {
        _best = null;
        _taken.Clear();
        (_isEnough, _isAtEnd) = (false, false);
        _above = above;
        _last = mostNodes < long.MaxValue ? Nodes + mostNodes : long.MaxValue;
        _lastForMore = share < 1 ? Nodes + NodesForMore : long.MaxValue;
        _enough = share > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        if (!Relax(above)) return new Finding(null, double.NegativeInfinity, above);
        var bound = program.Objective;
        if (share is > 0 and < 1) _enough = above + (share * (bound - above));
        if (share < 1) Dive();
        // Where the dive ended without enough, the root's solution is there again before the branching.
        if (!_isEnough && (share == 1 || (!IsEndedDown() && !_isEnough && Relax(Above())))) Branch();
        if (!_isEnough) bound = Math.Min(bound, _above);
        return new Finding(_best, _best is null ? double.NegativeInfinity : _above, bound);
    }

    /// <summary>Branches on what is nearly whole; false when that did not end in time.</summary>
    bool IsEndedDown()
    {
        (_isDown, _lastDown) = (true, Nodes + (NodesDown * program.Variables));
        if (Relax(Above())) Branch();
        var isEnded = !_isAtEnd;
        (_isDown, _isAtEnd) = (false, false);
        return isEnded;
    }

    bool Relax(double above)
    {
        cancellation.ThrowIfCancellationRequested();
        Nodes++;
        var outcome = program.Solve(above);
        while (outcome == Outcome.Optimal && addBrokenRows()) outcome = program.Solve(above);
        return outcome == Outcome.Optimal && program.Objective > above;
    }

    /// <summary>From a solved relaxation: takes it, or splits it in two and goes through both.</summary>
    void Branch()
    {
        var before = new Stack<(int Variable, double Least, double Most)>();
        Branch(before);
        while (before.TryPop(out var was)) program.SetBounds(was.Variable, was.Least, was.Most);
    }

    void Branch(Stack<(int Variable, double Least, double Most)> before)
    {
        Tighten(before, Above());
        var (variable, isUpFirst) = _isDown && _best is null ? (Nearest(), true) : Choose();
        if (variable < 0)
        {
            Take();
            return;
        }
        var (least, most) = (program.Lower(variable), program.Upper(variable));
        var floor = Math.Floor(program.Value(variable));
        before.Push((variable, least, most));
        for (var side = 0; side < 2 && !_isEnough && !_isAtEnd; side++)
        {
            if (isUpFirst == (side == 0)) program.SetBounds(variable, floor + 1, most);
            else program.SetBounds(variable, least, floor);
            if (Relax(Above())) Branch();
            if (Nodes > _last || (_best is not null && Nodes > _lastForMore)) _isEnough = true;
            if (_isDown && Nodes > _lastDown) _isAtEnd = true;
        }
    }

    /// <summary>No variable goes so far that nothing better could be left: smaller bounds say so.</summary>
    void Tighten(Stack<(int Variable, double Least, double Most)> before, double above)
    {
        if (double.IsNegativeInfinity(above)) return;
        var loss = program.Objective - above;
        for (var variable = 0; variable < program.Variables; variable++)
        {
            var (least, most) = (program.Lower(variable), program.Upper(variable));
            if (least == most || program.IsBasic(variable)) continue;
            var room = program.Room(variable, loss);
            if (double.IsPositiveInfinity(room)) continue;
            var whole = Math.Floor(room + WholeTolerance);
            if (whole >= most - least) continue;
            before.Push((variable, least, most));
            if (program.Value(variable) == least) program.SetBounds(variable, least, least + whole);
            else program.SetBounds(variable, most - whole, most);
        }
    }

    /// <summary>
    /// Where both sides lose most, of those divided most; the side that loses less goes first.
    /// </summary>
    (int Variable, bool IsUpFirst) Choose()
    {
        var (chosen, isUpFirst, most) = (-1, false, double.NegativeInfinity);
        foreach (var variable in Divided().OrderByDescending(FromWhole).Take(Candidates))
        {
            var (down, up) = program.LossesOf(variable);
            var score = (Balance * Math.Min(down, up)) + Math.Max(down, up) + (Tie * FromWhole(variable));
            if (score <= most) continue;
            (chosen, isUpFirst, most) = (variable, up <= down, score);
        }
        return (chosen, isUpFirst);
    }

    /// <summary>What is divided and nearest to its next whole number; -1 when all is whole.</summary>
    int Nearest() => Divided().DefaultIfEmpty(-1).MaxBy(variable => variable < 0 ? 0 : Part(variable));

    /// <summary>
    /// Straight down: at every step whatever is nearly whole is made whole, and the nearest in any case.
    /// Leads to a whole solution that is nearly the best in a few steps, or to none.
    /// </summary>
    void Dive()
    {
        var before = new Stack<(int Variable, double Least, double Most)>();
        do
        {
            var divided = Divided().ToList();
            if (divided.Count == 0)
            {
                Take();
                break;
            }
            var nearest = divided.MaxBy(Part);
            foreach (var variable in divided)
            {
                var (floor, part) = (Math.Floor(program.Value(variable)), Part(variable));
                var (least, most) = (program.Lower(variable), program.Upper(variable));
                before.Push((variable, least, most));
                if (variable == nearest || part >= NearlyNext) program.SetBounds(variable, floor + 1, most);
                else if (part <= NearlyLast) program.SetBounds(variable, least, floor);
            }
        }
        while (Relax(_above));
        while (before.TryPop(out var was)) program.SetBounds(was.Variable, was.Least, was.Most);
    }

    double Part(int variable) => program.Value(variable) - Math.Floor(program.Value(variable));

    double Above() =>
        double.IsFinite(_above) ? _above + (ValueTolerance * Math.Max(1, Math.Abs(_above))) : _above;

    IEnumerable<int> Divided() => Enumerable.Range(0, program.Variables)
        .Where(variable => program.IsBasic(variable) && FromWhole(variable) > WholeTolerance);

    double FromWhole(int variable) => Math.Abs(program.Value(variable) - Math.Round(program.Value(variable)));

    void Take()
    {
        _best = Whole();
        _taken.Add(_best);
        _above = program.Objective;
        _isEnough = _above >= _enough;
    }

    int[] Whole() => [.. Enumerable.Range(0, program.Variables)
        .Select(variable => (int)Math.Round(program.Value(variable)))];
}
