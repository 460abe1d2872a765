using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// Proves each level by itself, from the weights alone: with the search for panels, not the relaxation.
/// </summary>
static class Certification
{
    const double Slack = 1e-9;

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
        var heaviest = panels.Max(panel => panel.Dot(weights));
        var found = search.Find(weights, heaviest + Slack);
        heaviest = Math.Max(heaviest + Slack, found.Bound);
        return new KindCertificate(level.Kinds, least, (heaviest - ofFixed) / ofOthers, heaviest, weights);
    }
}
