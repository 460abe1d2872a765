using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The panel of most worth. Households join the program when a solution first overfills one.
/// </summary>
sealed class PanelSearch
{
    readonly PanelRules _rules;
    readonly LinearProgram _program;
    readonly IntegerProgram _whole;
    readonly bool[] _hasGroup;

    internal PanelSearch(PanelRules rules, CancellationToken cancellation)
    {
        _rules = rules;
        _program = new LinearProgram(rules.Count);
        _whole = new IntegerProgram(_program, AddOverfilled, cancellation);
        _hasGroup = new bool[rules.Groups.Count];
        for (var kind = 0; kind < rules.Count; kind++) _program.SetBounds(kind, 0, rules.Most[kind]);
        foreach (var quota in rules.Quotas) _program.AddRow(quota.Row(), quota.Min, quota.Max);
    }

    /// <summary>How often a search went one step further: the work done, the same on every machine.</summary>
    internal long Steps => _whole.Nodes;

    /// <summary>What was found, and a value that no panel exceeds.</summary>
    internal readonly record struct Finding(Panel? Best, double Value, double Bound);

    /// <summary>Panels hold at least and at most these of a kind from now on.</summary>
    internal void Limit(int kind, int least, int most) => _program.SetBounds(kind, least, most);

    /// <summary>A quota counts or not from now on; the size is the first.</summary>
    internal void Ask(int quota, bool counts)
    {
        var (min, max) = (_rules.Quotas[quota].Min, _rules.Quotas[quota].Max);
        _program.SetRowBounds(quota, counts ? min : 0, counts ? max : _rules.Size);
    }

    /// <summary>
    /// Looks for the panel of most worth above a value, and stops at one that reaches this share of the way
    /// from there to what the relaxation allows: 0 asks for any panel, 1 for the very best.
    /// </summary>
    internal Finding Find(double[] worth, double above, double share = 1)
    {
        for (var kind = 0; kind < _rules.Count; kind++) _program.SetObjective(kind, worth[kind]);
        var found = _whole.Find(above, share);
        return new Finding(found.Best is null ? null : Panel.Of(found.Best), found.Value, found.Bound);
    }

    bool AddOverfilled()
    {
        var added = false;
        for (var group = 0; (group = _rules.Overfilled(_program.Value, group)) >= 0; group++)
        {
            if (_hasGroup[group]) continue;
            _hasGroup[group] = added = true;
            _program.AddRow(_rules.Groups[group].Row(), 0, _rules.Groups[group].Max);
        }
        return added;
    }
}
