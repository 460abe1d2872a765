using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// The mixture of panels nearest to wanted probabilities, in the sum of squares over persons. It grows by one
/// panel at a time, of those that lead towards what is missing; panels of no further use leave it, so that it
/// never holds more than there are kinds (Lawson and Hanson's algorithm on a triangular factor).
/// </summary>
sealed class Mixture
{
    const double SmallestRest = 1e-13;
    const double SmallestShare = 1e-13;
    const double RightAngle = 0.01;
    const int MostRefinements = 3;

    readonly PanelRules _rules;
    readonly List<Panel> _panels = [];
    readonly TriangularFactor _factor = new();
    readonly double[] _perPerson;
    readonly double[] _wanted;
    readonly double[] _scaled;
    double[] _shares;
    double[] _turned;

    internal Mixture(PanelRules rules)
    {
        _rules = rules;
        _perPerson = [.. rules.Persons.Select(count => 1.0 / count)];
        _wanted = new double[rules.Count];
        _scaled = new double[rules.Count];
        Missing = new double[rules.Count];
        _shares = new double[rules.Count + 2];
        _turned = new double[rules.Count + 2];
    }

    internal IReadOnlyList<Panel> Panels => _panels;

    /// <summary>
    /// What each person of a kind still lacks of the wanted probability; negative when above.
    /// </summary>
    internal double[] Missing { get; }

    internal double Share(int panel) => _shares[panel];

    /// <summary>The sum of squares of what is missing, over persons.</summary>
    internal double Distance
    {
        get
        {
            var sum = 0.0;
            for (var kind = 0; kind < Missing.Length; kind++)
                sum += Missing[kind] * Missing[kind] * _rules.Persons[kind];
            return sum;
        }
    }

    internal double MostMissing
    {
        get
        {
            var most = 0.0;
            for (var kind = 0; kind < Missing.Length; kind++) most = Math.Max(most, Math.Abs(Missing[kind]));
            return most;
        }
    }

    /// <summary>Goes on from the panels it has towards other probabilities.</summary>
    internal void Want(double[] ofPerson)
    {
        Array.Copy(ofPerson, _wanted, _wanted.Length);
        for (var at = 0; at < _panels.Count; at++) _turned[at] = _panels[at].Dot(_wanted);
        _factor.SolveTransposed(_turned);
        Approach();
    }

    /// <summary>Takes a panel in; false when the panels it has already span it.</summary>
    internal bool Add(Panel panel)
    {
        for (var kind = 0; kind < _scaled.Length; kind++) _scaled[kind] = 0;
        panel.AddTo(_scaled, 1);
        for (var kind = 0; kind < _scaled.Length; kind++) _scaled[kind] *= _perPerson[kind];
        var count = _panels.Count;
        var products = new double[count];
        for (var at = 0; at < count; at++) products[at] = _panels[at].Dot(_scaled);
        if (!_factor.Add(products, panel.Dot(_scaled), SmallestRest)) return false;
        _panels.Add(panel);
        _shares[count] = 0;
        for (var at = 0; at <= count; at++) _turned[at] = _panels[at].Dot(_wanted);
        _factor.SolveTransposed(_turned);
        Approach();
        return true;
    }

    /// <summary>
    /// Moves to the nearest mixture of the panels at hand; those whose share ends at zero leave.
    /// </summary>
    void Approach()
    {
        var next = new double[_panels.Count];
        while (true)
        {
            var count = _panels.Count;
            Array.Copy(_turned, next, count);
            _factor.Solve(next);
            var step = 1.0;
            for (var at = 0; at < count; at++)
            {
                if (next[at] > SmallestShare) continue;
                var (from, to) = (_shares[at], next[at]);
                step = Math.Min(step, from <= SmallestShare ? 0 : from / (from - to));
            }
            for (var at = 0; at < count; at++) _shares[at] += step * (next[at] - _shares[at]);
            if (step == 1) break;
            for (var at = count - 1; at >= 0; at--)
            {
                if (_shares[at] <= SmallestShare && next[at] <= SmallestShare) Remove(at);
            }
        }
        Refine();
    }

    /// <summary>
    /// What is missing must be at right angles to the panels at hand, or the search would be led back to
    /// them:
    /// when little is missing, that takes the solution in more digits.
    /// </summary>
    void Refine()
    {
        FindMissing();
        var count = _panels.Count;
        var correction = new double[count];
        for (var round = 0; round < MostRefinements; round++)
        {
            var most = 0.0;
            for (var at = 0; at < count; at++)
            {
                correction[at] = _panels[at].Dot(Missing);
                most = Math.Max(most, Math.Abs(correction[at]));
            }
            if (most <= RightAngle * Distance) return;
            _factor.SolveTransposed(correction);
            _factor.Solve(correction);
            for (var at = 0; at < count; at++) _shares[at] = Math.Max(0, _shares[at] + correction[at]);
            FindMissing();
        }
    }

    void Remove(int at)
    {
        _factor.Remove(at, _turned);
        _panels.RemoveAt(at);
        Array.Copy(_shares, at + 1, _shares, at, _panels.Count - at);
    }

    void FindMissing()
    {
        Array.Clear(_scaled);
        for (var at = 0; at < _panels.Count; at++) _panels[at].AddTo(_scaled, _shares[at]);
        for (var kind = 0; kind < _scaled.Length; kind++)
            Missing[kind] = _wanted[kind] - (_scaled[kind] * _perPerson[kind]);
    }
}
