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

    const double SmallestShare = 1e-13;

    /// <summary>Makes the shares sum to one, and computes the probabilities anew from them.</summary>
    internal static Distribution Of(PanelRules rules, IReadOnlyList<Panel> panels, Func<int, double> shareOf)
    {
        var used = Enumerable.Range(0, panels.Count).Where(at => shareOf(at) > SmallestShare).ToList();
        var sum = used.Sum(shareOf);
        var shares = used.Select(at => shareOf(at) / sum).ToArray();
        var probabilities = new double[rules.Count];
        for (var at = 0; at < used.Count; at++) panels[used[at]].AddTo(probabilities, shares[at]);
        for (var kind = 0; kind < probabilities.Length; kind++)
            probabilities[kind] = Math.Min(1, probabilities[kind] / rules.Persons[kind]);
        return new Distribution([.. used.Select(at => panels[at])], shares, probabilities, []);
    }
}

/// <summary>
/// Why no lottery does better at a level: with these weights of persons, no panel weighs more than Heaviest,
/// so that nobody who is not yet fixed can be given more than Bound.
/// </summary>
/// <param name="Fixed">Kinds fixed at this level.</param>
/// <param name="Probability">The least that anyone not fixed before has.</param>
/// <param name="Bound">(Heaviest - weight of those fixed before, as they are) / weight of the others.</param>
/// <param name="Heaviest">No panel weighs more.</param>
/// <param name="Weights">Of each person of a kind.</param>
/// <param name="Leverage">Weight of those fixed before / weight of the others.</param>
sealed record KindCertificate(
    int[] Fixed, double Probability, double Bound, double Heaviest, double[] Weights, double Leverage)
{
    internal double Gap => Math.Max(0, Bound - Probability);
}
