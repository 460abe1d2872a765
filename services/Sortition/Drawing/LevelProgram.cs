using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The lottery over panels at hand that gives those not yet fixed the most, while those fixed keep what they
/// have: a primal simplex in numbers of 32 digits. It goes from level to level on the same basis: the lottery
/// at hand satisfies every earlier level exactly, and none is lowered to make room for the next.
/// </summary>
/// <remarks>
/// A row per kind: persons on the mean panel - what is above - (what the level gains, if open) = what is
/// asked; the last row says that shares sum to one. Weights are the prices of the rows. Each right side lies
/// a little below what is asked, by an amount of its own: no two rows tie, so that the simplex ends, and
/// weights of those fixed are as small as they can be. These amounts times any weights are far below what a
/// double can tell.
/// </remarks>
sealed partial class LevelProgram
{
    const double Give = 1e-18;
    const int FewestSteps = 20_000;
    const int StepsOfRow = 200;

    /// <summary>Columns: what the level gains; then what is above, per row; then panels.</summary>
    const int Level = 0;

    readonly int[] _kinds;
    readonly int[] _rowOf;
    readonly int[] _persons;
    readonly bool[] _isOpen;
    readonly Wide[] _asked;
    readonly Wide[] _give;
    readonly List<Panel> _panels = [];
    readonly List<int> _placeOf = [];
    readonly Wide[] _weights;
    readonly double[] _worth;
    Wide _heaviest;

    internal LevelProgram(PanelRules rules, bool[] isCovered, Panel first)
    {
        _kinds = [.. Enumerable.Range(0, rules.Count).Where(kind => isCovered[kind])];
        _rowOf = new int[rules.Count];
        Array.Fill(_rowOf, -1);
        for (var row = 0; row < _kinds.Length; row++) _rowOf[_kinds[row]] = row;
        _persons = [.. _kinds.Select(kind => rules.Persons[kind])];
        _isOpen = [.. _kinds.Select(_ => true)];
        _asked = new Wide[_kinds.Length];
        _give = [.. _kinds.Select((_, row) => (Wide)(Give * (1 + Scatter.Of(row))))];
        _basic = new int[_kinds.Length + 1];
        (_value, _coordinates) = (new Wide[_basic.Length], new Wide[_basic.Length]);
        _weights = new Wide[_basic.Length];
        _worth = new double[rules.Count];
        _inverse = new WideInverse(_basic.Length);
        _placeOf.AddRange(Enumerable.Repeat(-1, 1 + _kinds.Length));
        Add(first);
        for (var row = 0; row < _kinds.Length; row++) Enter(row, 1 + row);
        Enter(_kinds.Length, 1 + _kinds.Length);
        Invert();
    }

    internal IReadOnlyList<Panel> Panels => _panels;

    /// <summary>What every open person has at least.</summary>
    internal double Probability { get; private set; }

    /// <summary>Of each person of a kind; those of open persons sum to one.</summary>
    internal double[] Weights => _worth;

    /// <summary>What the heaviest panel at hand weighs.</summary>
    internal double Heaviest => (double)_heaviest;

    internal double Share(int panel) =>
        _placeOf[FirstPanel + panel] is var place and >= 0 ? Math.Max(0, (double)_value[place]) : 0;

    int FirstPanel => 1 + _kinds.Length;

    internal void Add(Panel panel)
    {
        _panels.Add(panel);
        _placeOf.Add(-1);
    }

    /// <summary>How much heavier a panel is than the heaviest at hand.</summary>
    internal double Excess(Panel panel) => (double)(Weigh(panel) - _heaviest);

    /// <summary>What those fixed weigh on the mean panel.</summary>
    internal double OfFixed(double[] weights)
    {
        var sum = 0.0;
        for (var row = 0; row < _kinds.Length; row++)
        {
            if (!_isOpen[row]) sum += weights[_kinds[row]] * _persons[row] * (double)_asked[row];
        }
        return sum;
    }

    /// <summary>To the most that panels at hand give everyone open.</summary>
    internal void Solve()
    {
        var last = FewestSteps + (StepsOfRow * _basic.Length);
        for (var step = 0; ; step++)
        {
            if (step > last) throw new UnsolvedException("The level's simplex does not end.");
            if (_changes >= ChangesBeforeInverting) Invert();
            Price();
            var entering = ChooseEntering();
            if (entering < 0) break;
            Exchange(ChooseLeaving(entering), entering);
        }
        Probability = (double)(_asked[Array.IndexOf(_isOpen, true)] + LevelGain());
    }

    /// <summary>These keep what they have; the others are to gain more.</summary>
    internal void Fix(IReadOnlyList<int> kinds)
    {
        var gain = LevelGain();
        for (var row = 0; row < _kinds.Length; row++)
        {
            if (_isOpen[row]) _asked[row] += gain;
        }
        // The level's column makes way for what is above in a row that it depends on.
        var heaviest = kinds.MaxBy(kind => _worth[kind] * _persons[_rowOf[kind]]);
        var place = _placeOf[Level];
        if (place >= 0)
        {
            _placeOf[Level] = -1;
            Enter(place, 1 + _rowOf[heaviest]);
        }
        foreach (var kind in kinds) _isOpen[_rowOf[kind]] = false;
        Invert();
    }

    Wide LevelGain() => _placeOf[Level] >= 0 ? _value[_placeOf[Level]] : Wide.Zero;
}
