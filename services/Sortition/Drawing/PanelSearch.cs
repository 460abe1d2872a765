using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The panel of most worth. Households join the program when a solution first overfills one.
/// </summary>
sealed class PanelSearch
{
    const double AtLimit = 1e-8;

    readonly PanelRules _rules;
    readonly LinearProgram _program;
    readonly IntegerProgram _whole;
    readonly int?[] _rowOfGroup;
    readonly List<Action> _widening = [];

    internal PanelSearch(PanelRules rules, CancellationToken cancellation)
    {
        _rules = rules;
        _program = new LinearProgram(rules.Count);
        _whole = new IntegerProgram(_program, AddOverfilled, cancellation);
        _rowOfGroup = new int?[rules.Groups.Count];
        for (var kind = 0; kind < rules.Count; kind++) _program.SetBounds(kind, 0, rules.Most[kind]);
        foreach (var quota in rules.Quotas) _program.AddRow(quota.Row(), quota.Min, quota.Max);
    }

    /// <summary>How often a search went one step further: the work done, the same on every machine.</summary>
    internal long Steps => _whole.Nodes;

    /// <summary>Whether it looks at some panels only.</summary>
    internal bool IsNarrow => _widening.Count > 0;

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
    /// Only such panels from now on as can be in a lottery with these probabilities: what its panels hold of
    /// somebody on the mean is at a limit only when each of them is.
    /// </summary>
    internal void Narrow(double[] ofPerson)
    {
        Widen();
        foreach (var (row, quota) in _rules.Quotas.Index()) Narrow(quota, () => row);
        foreach (var (group, households) in _rules.Groups.Index())
            Narrow(households, () => RowOfGroup(group));
        for (var kind = 0; kind < _rules.Count; kind++)
        {
            var (variable, most) = (kind, _rules.Most[kind]);
            if (most == 0 || ofPerson[kind] * _rules.Persons[kind] < most - AtLimit) continue;
            _program.SetBounds(variable, most, most);
            _widening.Add(() => _program.SetBounds(variable, 0, most));
        }

        void Narrow(PanelRules.Requirement requirement, Func<int> rowOf)
        {
            var mean = requirement.Kinds.Sum(kind => ofPerson[kind] * _rules.Persons[kind]);
            var (min, max) = (requirement.Min, requirement.Max);
            if (min == max || (mean > min + AtLimit && mean < max - AtLimit)) return;
            var (row, limit) = (rowOf(), mean <= min + AtLimit ? min : max);
            _program.SetRowBounds(row, limit, limit);
            _widening.Add(() => _program.SetRowBounds(row, min, max));
        }
    }

    /// <summary>All panels again.</summary>
    internal void Widen()
    {
        _widening.ForEach(widen => widen());
        _widening.Clear();
    }

    /// <summary>
    /// Looks for the panel of most worth above a value, and stops at one that reaches this share of the way
    /// from there to what the relaxation allows, 0 asks for any panel, 1 for the very best; or when it went
    /// so many steps.
    /// </summary>
    internal Finding Find(double[] worth, double above, double share = 1, long mostSteps = long.MaxValue)
    {
        for (var kind = 0; kind < _rules.Count; kind++) _program.SetObjective(kind, worth[kind]);
        var found = _whole.Find(above, share, mostSteps);
        return new Finding(found.Best is null ? null : Panel.Of(found.Best), found.Value, found.Bound);
    }

    /// <summary>Panels found by the last search, the best last.</summary>
    internal IEnumerable<Panel> Found => _whole.Taken.Select(taken => Panel.Of(taken));

    /// <summary>All panels of more worth than this; null when that takes more steps.</summary>
    internal IReadOnlyList<Panel>? List(double[] worth, double above, long mostSteps)
    {
        for (var kind = 0; kind < _rules.Count; kind++) _program.SetObjective(kind, worth[kind]);
        return _whole.List(above, mostSteps) is { } listed
            ? [.. listed.Select(whole => Panel.Of(whole))] : null;
    }

    /// <summary>What no panel exceeds, quickly: by the linear program alone.</summary>
    internal double Bound(double[] worth)
    {
        for (var kind = 0; kind < _rules.Count; kind++) _program.SetObjective(kind, worth[kind]);
        return _whole.Bound();
    }

    bool AddOverfilled()
    {
        var added = false;
        for (var group = 0; (group = _rules.Overfilled(_program.Value, group)) >= 0; group++)
        {
            if (_rowOfGroup[group] is not null) continue;
            RowOfGroup(group);
            added = true;
        }
        return added;
    }

    int RowOfGroup(int group) => _rowOfGroup[group] ??=
        _program.AddRow(_rules.Groups[group].Row(), 0, _rules.Groups[group].Max);
}
