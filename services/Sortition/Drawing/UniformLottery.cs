using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// Numbered panels, each as likely as the other, which together hold everyone as often as the fairest lottery
/// asks, nearly. Begins with the whole parts of the shares; then each panel in turn is chosen anew given all
/// the
/// others, from the panels at hand and, when none of those helps any more, by the search for any panel.
/// </summary>
sealed class UniformLottery
{
    /// <summary>What a person may be off, in panels, before the search goes on.</summary>
    internal const double Aim = 1.2;

    const int MostRounds = 12;
    const double Negligible = 1e-9;

    readonly PanelRules _rules;
    readonly PanelSearch _search;
    readonly Distribution _wanted;
    readonly Panel[] _tickets;
    readonly double[] _over;
    readonly double[] _worth;

    UniformLottery(PanelRules rules, Distribution wanted, int count, PanelSearch search)
    {
        (_rules, _wanted, _search) = (rules, wanted, search);
        _tickets = new Panel[count];
        _worth = new double[rules.Count];
        _over = [.. wanted.Probabilities.Select((one, kind) => -one * rules.Persons[kind] * count)];
    }

    /// <summary>Chooses the panels, in the order in which they are numbered.</summary>
    internal static Panel[] Choose(
        PanelRules rules, Distribution wanted, int count, SeededNumbers numbers,
        CancellationToken cancellation)
    {
        var search = new PanelSearch(rules, cancellation);
        for (var kind = 0; kind < rules.Count; kind++)
        {
            if (wanted.Probabilities[kind] == 0) search.Limit(kind, 0, 0);
        }
        var lottery = new UniformLottery(rules, wanted, count, search);
        lottery.Begin();
        numbers.Shuffle(lottery._tickets);
        lottery.Improve(cancellation);
        return lottery._tickets;
    }

    void Begin()
    {
        var next = 0;
        for (var at = 0; at < _wanted.Panels.Count; at++)
        {
            var copies = (int)(_wanted.Shares[at] * _tickets.Length);
            for (; copies > 0 && next < _tickets.Length; copies--) Put(next++, _wanted.Panels[at]);
        }
        for (; next < _tickets.Length; next++) Put(next, BestAtHand());
    }

    void Improve(CancellationToken cancellation)
    {
        var isSearching = false;
        for (var round = 0; round < MostRounds && MostOff() > Aim; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var improved = 0;
            for (var ticket = 0; ticket < _tickets.Length; ticket++)
            {
                if (isSearching && MostOff() <= Aim) return;
                if (Replace(ticket, isSearching)) improved++;
            }
            if (improved * 20 < _tickets.Length) isSearching = true;
        }
    }

    bool Replace(int ticket, bool isSearching)
    {
        var old = _tickets[ticket];
        old.AddTo(_over, -1);
        var before = Cost(old);
        var next = isSearching ? BestOfAll() : BestAtHand();
        var isBetter = next is not null && Cost(next) < before - Negligible;
        Put(ticket, isBetter ? next! : old);
        return isBetter;
    }

    void Put(int ticket, Panel panel)
    {
        _tickets[ticket] = panel;
        panel.AddTo(_over, 1);
    }

    Panel BestAtHand()
    {
        var (best, least) = (_wanted.Panels[0], double.PositiveInfinity);
        foreach (var panel in _wanted.Panels)
        {
            var cost = Cost(panel);
            if (cost < least) (best, least) = (panel, cost);
        }
        return best;
    }

    Panel? BestOfAll()
    {
        for (var kind = 0; kind < _worth.Length; kind++) _worth[kind] = -Step(kind, 1);
        return _search.Find(_worth, double.NegativeInfinity, share: 0).Best;
    }

    /// <summary>What a panel would add to the sum of penalties.</summary>
    double Cost(Panel panel)
    {
        var sum = 0.0;
        for (var at = 0; at < panel.Kinds.Length; at++) sum += Step(panel.Kinds[at], panel.Counts[at]);
        return sum;
    }

    double Step(int kind, int count) =>
        Penalty(_over[kind] + count, kind) - Penalty(_over[kind], kind);

    /// <summary>Squares, per person; steeper where a person would be off by more than one panel.</summary>
    double Penalty(double over, int kind)
    {
        var off = Math.Abs(over) / _rules.Persons[kind];
        var beyond = Math.Max(0, off - 1);
        return ((off * off) + (8 * beyond * beyond)) * _rules.Persons[kind];
    }

    /// <summary>The most that a person is off, when the panels of a kind go round its persons.</summary>
    double MostOff()
    {
        var most = 0.0;
        for (var kind = 0; kind < _over.Length; kind++)
        {
            var persons = _rules.Persons[kind];
            var wanted = _wanted.Probabilities[kind] * _tickets.Length;
            var had = Math.Round((wanted * persons) + _over[kind]);
            most = Math.Max(
                most, Math.Max(Math.Ceiling(had / persons) - wanted, wanted - Math.Floor(had / persons)));
        }
        return most;
    }
}
