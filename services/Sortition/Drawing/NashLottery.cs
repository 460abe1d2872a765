using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The lottery with the largest geometric mean of probabilities (Nash welfare): whoever has little counts
/// most, and yet nobody is raised at any price to others. Shares of panels at hand grow with what their
/// persons lack, and the panel that would gain most joins them, until none would gain.
/// </summary>
/// <remarks>
/// With weights 1 / probability no panel weighs more than the persons are when the lottery is the best; when
/// the heaviest weighs a part more, no other lottery's geometric mean is larger by more than that part.
/// </remarks>
sealed class NashLottery
{
    /// <summary>What the geometric mean may miss, as a part of it.</summary>
    const double Enough = 1e-4;
    const int MostRounds = 2_000;
    const int MostRoundsAlone = 100;
    const int TurnsBetween = 100;
    const int TurnsAlone = 1_000;
    const int LastTurns = 20_000;
    const double NoShare = 1e-12;
    const int FewestSteps = 20_000;
    const int StepsOfKind = 400;

    readonly PanelRules _rules;
    readonly bool[] _isCovered;
    readonly List<Panel> _panels;
    readonly List<double> _shares;
    readonly double[] _probabilities;
    readonly double[] _weights;
    readonly int _persons;

    NashLottery(PanelRules rules, bool[] isCovered, Distribution start)
    {
        (_rules, _isCovered) = (rules, isCovered);
        (_panels, _shares) = ([.. start.Panels], [.. start.Shares]);
        (_probabilities, _weights) = (new double[rules.Count], new double[rules.Count]);
        _persons = Enumerable.Range(0, rules.Count).Where(kind => isCovered[kind])
            .Sum(kind => rules.Persons[kind]);
    }

    /// <summary>From a lottery in which everybody has some probability.</summary>
    internal static Distribution Compute(
        PanelRules rules, PanelSearch search, bool[] isCovered, Distribution start,
        IProgress<DrawProgress>? progress, CancellationToken cancellation)
    {
        var lottery = new NashLottery(rules, isCovered, start);
        var heaviest = lottery.Improve(search, progress, cancellation);
        var distribution = Distribution.Of(rules, lottery._panels, at => lottery._shares[at]);
        return distribution with { Levels = [lottery.Certificate(distribution, heaviest)] };
    }

    /// <summary>Answers what no panel exceeds under the weights in the end.</summary>
    double Improve(PanelSearch search, IProgress<DrawProgress>? progress, CancellationToken cancellation)
    {
        var lastStep = search.Steps + _rules.Steps(FewestSteps, StepsOfKind);
        for (var (round, alone) = (0, 0); ; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var atHand = Turn(TurnsBetween);
            var enough = _persons * (1 + Enough);
            var found = search.Find(_weights, Math.Max(atHand, enough), FairLottery.EnoughOfBound);
            progress?.Report(new DrawProgress(
                0, 1, _probabilities.Where((_, kind) => _isCovered[kind]).Min(), (found.Bound / _persons) - 1,
                _panels.Count));
            if (found.Best is null && atHand <= enough) return found.Bound;
            if (round == MostRounds || alone == MostRoundsAlone || search.Steps > lastStep) break;
            if (found.Best is not null) Join(search.Found);
            else
            {
                Turn(TurnsAlone);
                alone++;
            }
        }
        var last = Turn(LastTurns);
        return Math.Max(last, search.Find(_weights, last, share: 1, mostSteps: FewestSteps).Bound);
    }

    /// <summary>Panels with nearly no share leave, and new ones take a little of all.</summary>
    void Join(IEnumerable<Panel> found)
    {
        for (var at = _panels.Count - 1; at >= 0; at--)
        {
            if (_shares[at] >= NoShare) continue;
            _panels.RemoveAt(at);
            _shares.RemoveAt(at);
        }
        foreach (var panel in found)
        {
            var share = 1.0 / (_panels.Count + 1);
            for (var at = 0; at < _shares.Count; at++) _shares[at] *= 1 - share;
            _panels.Add(panel);
            _shares.Add(share);
        }
    }

    /// <summary>
    /// So many times, each share grows by what its panel weighs, as a part of what the mean panel does: the
    /// geometric mean grows every time. Answers what the heaviest of them weighs.
    /// </summary>
    double Turn(int times)
    {
        for (var time = 0; ; time++)
        {
            Array.Clear(_probabilities);
            for (var at = 0; at < _panels.Count; at++) _panels[at].AddTo(_probabilities, _shares[at]);
            for (var kind = 0; kind < _weights.Length; kind++)
            {
                _probabilities[kind] /= _rules.Persons[kind];
                _weights[kind] = _isCovered[kind] ? 1 / _probabilities[kind] : 0;
            }
            var (heaviest, sum) = (0.0, 0.0);
            for (var at = 0; at < _panels.Count; at++)
            {
                var weight = _panels[at].Dot(_weights);
                heaviest = Math.Max(heaviest, weight);
                if (time < times) sum += _shares[at] *= weight / _persons;
            }
            if (time == times) return heaviest;
            for (var at = 0; at < _panels.Count; at++) _shares[at] /= sum;
        }
    }

    KindCertificate Certificate(Distribution distribution, double heaviest)
    {
        int[] covered = [.. Enumerable.Range(0, _rules.Count).Where(kind => _isCovered[kind])];
        var sum = covered.Sum(kind => _weights[kind] * _rules.Persons[kind]);
        return new KindCertificate(
            covered, covered.Min(kind => distribution.Probabilities[kind]), heaviest / sum, heaviest,
            [.. _weights], 0);
    }
}
