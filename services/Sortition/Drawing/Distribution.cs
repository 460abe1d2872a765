namespace Caisse.Sortition.Drawing;

/// <summary>
/// A lottery over panels of kinds: panels, their shares, and what each person of a kind gets.
/// </summary>
sealed record Distribution(
    IReadOnlyList<Panel> Panels, double[] Shares, double[] Probabilities,
    IReadOnlyList<KindCertificate> Levels)
{
    /// <summary>What a level may be off at most, by its certificate.</summary>
    internal double MostGap => Levels.Max(level => level.Gap);

    /// <summary>Makes the shares sum to one, and computes the probabilities anew from them.</summary>
    internal static Distribution Of(PanelRules rules, Mixture mixture)
    {
        var sum = 0.0;
        for (var at = 0; at < mixture.Panels.Count; at++) sum += mixture.Share(at);
        var shares = new double[mixture.Panels.Count];
        var probabilities = new double[rules.Count];
        for (var at = 0; at < shares.Length; at++)
        {
            shares[at] = mixture.Share(at) / sum;
            mixture.Panels[at].AddTo(probabilities, shares[at]);
        }
        for (var kind = 0; kind < probabilities.Length; kind++) probabilities[kind] /= rules.Persons[kind];
        return new Distribution([.. mixture.Panels], shares, probabilities, []);
    }
}

/// <summary>
/// Why no lottery does better at a level: with these weights of persons, no panel weighs more than Heaviest,
/// so
/// that nobody who is not yet fixed can be given more than Bound.
/// </summary>
/// <param name="Fixed">Kinds fixed at this level.</param>
/// <param name="Probability">The least that anyone not fixed before has.</param>
/// <param name="Bound">(Heaviest - weight of those fixed before, as they are) / weight of the others.</param>
/// <param name="Heaviest">No panel weighs more.</param>
/// <param name="Weights">Of each person of a kind.</param>
sealed record KindCertificate(
    int[] Fixed, double Probability, double Bound, double Heaviest, double[] Weights)
{
    internal double Gap => Math.Max(0, Bound - Probability);
}
