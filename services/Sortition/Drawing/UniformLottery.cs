using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// Numbered panels, each as likely as the other, which together hold everyone as often as the fairest lottery
/// asks, nearly. Begins with the whole parts of the shares; then each panel in turn is chosen anew given all
/// the others, from the panels at hand and, when none of those helps any more, by the search for any panel.
/// </summary>
sealed class UniformLottery
{
    /// <summary>What a person may be off, in panels, before the search goes on.</summary>
    internal const double Aim = 1.2;

    /// <summary>What a person may be off at most, in panels, when the search no longer helps.</summary>
    const double Enough = 1.9;

    const int MostRounds = 12;
    const int MostSearchesPerTicket = 6;
    const int MostStepsPerSearch = 200;
    const int Patience = 240;
    const double Negligible = 1e-9;
    const double Steepness = 8;

    readonly PanelRules _rules;
    readonly PanelSearch _search;
    readonly Distribution _wanted;
    readonly Panel[] _tickets;
    readonly double[] _over;
    readonly double[] _worth;
    readonly double[] _least;
    readonly double[] _most;

    UniformLottery(PanelRules rules, Distribution wanted, int count, PanelSearch search)
    {
        (_rules, _wanted, _search) = (rules, wanted, search);
        _tickets = new Panel[count];
        _worth = new double[rules.Count];
        _least = new double[rules.Count];
        _most = new double[rules.Count];
        for (var kind = 0; kind < rules.Count; kind++)
        {
            var (persons, each) = (rules.Persons[kind], wanted.Probabilities[kind] * count);
            _least[kind] = persons * (Math.Ceiling(each - Aim) - each);
            _most[kind] = persons * (Math.Floor(each + Aim) - each);
        }
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
        search.Narrow(wanted.Probabilities);
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
        for (; next < _tickets.Length; next++) Put(next, BestAtHand(double.PositiveInfinity)!);
    }

    void Improve(CancellationToken cancellation)
    {
        var improved = _tickets.Length;
        for (var round = 0; round < MostRounds && improved * 20 >= _tickets.Length; round++)
        {
            if (MostOff() <= Aim) return;
            cancellation.ThrowIfCancellationRequested();
            improved = 0;
            for (var ticket = 0; ticket < _tickets.Length; ticket++)
            {
                if (Replace(ticket, BestAtHand)) improved++;
            }
        }
        Search(cancellation);
    }

    /// <summary>The tickets that cost most are chosen anew first, from all panels there are.</summary>
    void Search(CancellationToken cancellation)
    {
        var isTried = new bool[_tickets.Length];
        var (failed, most) = (0, MostOff());
        for (var left = MostSearchesPerTicket * _tickets.Length; left > 0 && most > Aim; left--)
        {
            cancellation.ThrowIfCancellationRequested();
            if (failed == _tickets.Length || (failed >= Patience && most <= Enough)) return;
            var ticket = MostCostly(isTried);
            if (ticket < 0)
            {
                Array.Clear(isTried);
                ticket = MostCostly(isTried);
            }
            isTried[ticket] = true;
            failed = Replace(ticket, BestOfAll) ? 0 : failed + 1;
            most = MostOff();
        }
    }

    int MostCostly(bool[] isTried)
    {
        var (ticket, most) = (-1, double.NegativeInfinity);
        for (var at = 0; at < _tickets.Length; at++)
        {
            if (isTried[at]) continue;
            var cost = -Cost(_tickets[at], -1);
            if (cost > most) (ticket, most) = (at, cost);
        }
        return ticket;
    }

    bool Replace(int ticket, Func<double, Panel?> choose)
    {
        var old = _tickets[ticket];
        old.AddTo(_over, -1);
        var before = Cost(old);
        var next = choose(before);
        var isBetter = next is not null && Cost(next) < before - Negligible;
        Put(ticket, isBetter ? next! : old);
        return isBetter;
    }

    void Put(int ticket, Panel panel)
    {
        _tickets[ticket] = panel;
        panel.AddTo(_over, 1);
    }

    /// <summary>The panel at hand that costs least, if that is less than this.</summary>
    Panel? BestAtHand(double least)
    {
        Panel? best = null;
        foreach (var panel in _wanted.Panels)
        {
            var cost = Cost(panel);
            if (cost < least) (best, least) = (panel, cost);
        }
        return best;
    }

    /// <summary>
    /// Some panel that costs less than this, if there is one: penalties grow ever faster, so that what the
    /// first of a kind costs is no more than what each does.
    /// </summary>
    Panel? BestOfAll(double least)
    {
        for (var kind = 0; kind < _worth.Length; kind++) _worth[kind] = -Step(kind, 1);
        return _search.Find(_worth, -least, share: 0, MostStepsPerSearch).Best;
    }

    /// <summary>What so many of a panel more would add to the sum of penalties.</summary>
    double Cost(Panel panel, int copies = 1)
    {
        var sum = 0.0;
        for (var at = 0; at < panel.Kinds.Length; at++)
            sum += Step(panel.Kinds[at], copies * panel.Counts[at]);
        return sum;
    }

    double Step(int kind, int count) =>
        Penalty(_over[kind] + count, kind) - Penalty(_over[kind], kind);

    /// <summary>
    /// Squares, per person; steeper where some of the kind would be off by more than the aim.
    /// </summary>
    double Penalty(double over, int kind)
    {
        var beyond = Math.Max(0, Math.Max(over - _most[kind], _least[kind] - over));
        return (over * over / _rules.Persons[kind]) + (Steepness * beyond * beyond);
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
