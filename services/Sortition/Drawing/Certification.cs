using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// Proves each level by itself, from the weights alone: with the search for panels, not the relaxation.
/// </summary>
static class Certification
{
    /// <summary>
    /// By how much of a level some panel might be heavier than those at hand, rather than that the search
    /// proves the last digits of weights that are in the thousands.
    /// </summary>
    const double Slack = FairLottery.MostGap / 10;

    /// <summary>A proof that takes more work is left less exact.</summary>
    const int FewestSteps = 20_000;
    const int StepsOfKind = 200;

    internal static KindCertificate Certify(
        PanelRules rules, PanelSearch search, Relaxation.Level level, bool[] isFixed, double[] probabilities,
        IReadOnlyList<Panel> panels)
    {
        var (weights, ofFixed, ofOthers) = (level.Weights, 0.0, 0.0);
        var least = double.PositiveInfinity;
        for (var kind = 0; kind < rules.Count; kind++)
        {
            var weight = weights[kind] * rules.Persons[kind];
            if (isFixed[kind]) ofFixed += weight * probabilities[kind];
            else
            {
                ofOthers += weight;
                least = Math.Min(least, probabilities[kind]);
            }
        }
        Guard.Against(ofOthers <= 0, "A level without weights proves nothing.");
        var leverage = Leverage(rules, weights, isFixed);
        if (level.Heaviest is { } known) return Certificate(known);
        var atHand = panels.Max(panel => panel.Dot(weights)) + (Slack * ofOthers);
        var found = search.Find(weights, atHand, mostSteps: rules.Steps(FewestSteps, StepsOfKind));
        return Certificate(Math.Max(atHand, found.Bound));

        KindCertificate Certificate(double heaviest) => new(
            level.Kinds, least, (heaviest - ofFixed) / ofOthers, heaviest, weights, leverage);
    }

    /// <summary>
    /// What those fixed before have less than they could, the others have more, so many times.
    /// </summary>
    internal static double Leverage(PanelRules rules, double[] weights, bool[] isFixed)
    {
        var (ofFixed, ofOthers) = (0.0, 0.0);
        for (var kind = 0; kind < rules.Count; kind++)
        {
            if (isFixed[kind]) ofFixed += weights[kind] * rules.Persons[kind];
            else ofOthers += weights[kind] * rules.Persons[kind];
        }
        return ofFixed / ofOthers;
    }

    /// <summary>The most of all levels.</summary>
    internal static double MostLeverage(
        PanelRules rules, bool[] isCovered, IEnumerable<Relaxation.Level> levels)
    {
        var isFixed = isCovered.Select(covered => !covered).ToArray();
        var most = 0.0;
        foreach (var level in levels)
        {
            most = Math.Max(most, Leverage(rules, level.Weights, isFixed));
            foreach (var kind in level.Kinds) isFixed[kind] = true;
        }
        return most;
    }
}
