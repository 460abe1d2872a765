namespace Caisse.Sortition.Solving;

/// <summary>All whole solutions above a worth, rather than the best.</summary>
sealed partial class IntegerProgram
{
    readonly List<int[]> _listed = [];
    bool _isListed;

    /// <summary>
    /// Everything of more worth than this, each once; null when that takes more nodes.
    /// </summary>
    internal IReadOnlyList<int[]>? List(double above, long mostNodes)
    {
        _listed.Clear();
        (_above, _last, _isListed) = (above, Nodes + mostNodes, true);
        if (Relax(above)) ListBranch();
        return _isListed ? [.. _listed] : null;
    }

    /// <summary>What no solution exceeds, by the relaxation alone.</summary>
    internal double Bound() =>
        Relax(double.NegativeInfinity) ? program.Objective : double.NegativeInfinity;

    /// <summary>From a solved relaxation: goes through both sides, or through all beside what is whole.
    /// </summary>
    void ListBranch()
    {
        var before = new Stack<(int Variable, double Least, double Most)>();
        Tighten(before, _above);
        var (variable, _) = Choose();
        if (variable < 0) ListBeside(before);
        else
        {
            var (least, most) = (program.Lower(variable), program.Upper(variable));
            var floor = Math.Floor(program.Value(variable));
            before.Push((variable, least, most));
            ListWithin(variable, floor + 1, most);
            ListWithin(variable, least, floor);
        }
        while (before.TryPop(out var was)) program.SetBounds(was.Variable, was.Least, was.Most);
    }

    /// <summary>
    /// The solution at hand, and then those that have less of its first variable, those that have as much of
    /// the first and less of the second, and so on: sums are fixed by some row, so that every other has less
    /// of something.
    /// </summary>
    void ListBeside(Stack<(int Variable, double Least, double Most)> before)
    {
        var whole = Whole();
        _listed.Add(whole);
        for (var variable = 0; variable < whole.Length && _isListed; variable++)
        {
            var (least, most) = (program.Lower(variable), program.Upper(variable));
            if (whole[variable] <= least) continue;
            before.Push((variable, least, most));
            ListWithin(variable, least, whole[variable] - 1);
            program.SetBounds(variable, whole[variable], most);
        }
    }

    void ListWithin(int variable, double least, double most)
    {
        if (Nodes > _last) _isListed = false;
        if (!_isListed) return;
        program.SetBounds(variable, least, most);
        if (Relax(_above)) ListBranch();
    }
}
