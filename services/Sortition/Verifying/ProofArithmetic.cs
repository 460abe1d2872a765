using System.Numerics;
using System.Text.Json;
using Caisse.Sortition.Evidence;

namespace Caisse.Sortition.Verifying;

/// <summary>What follows from a proof by adding and multiplying, for whoever writes and whoever checks one.
/// </summary>
sealed class ProofArithmetic
{
    readonly HeaviestPanel _heaviest;

    internal ProofArithmetic(EvidencePool pool, int size)
    {
        (Pool, Size, Kinds) = (pool, size, new KindTable(pool, size));
        _heaviest = new HeaviestPanel(pool, size, Kinds);
    }

    internal EvidencePool Pool { get; }

    internal int Size { get; }

    internal KindTable Kinds { get; }

    /// <summary>The probability of each kind in a mixture of panels, rounded down.</summary>
    internal FixedDecimal[] Probabilities(IReadOnlyList<MixedPanel> mixture)
    {
        var amounts = new BigInteger[Kinds.All.Count];
        foreach (var mixed in mixture)
        {
            var share = FixedDecimal.Parse(mixed.Share).Units;
            foreach (var (first, count) in mixed.Kinds) amounts[Kinds.At(first)] += share * count;
        }
        return [.. amounts.Select((amount, kind) =>
            FixedDecimal.Floor(amount, Kinds.All[kind].Persons.Length))];
    }

    /// <summary>Weights of a person of each kind.</summary>
    internal BigInteger[] Weights(IReadOnlyDictionary<string, string> named)
    {
        var weights = new BigInteger[Kinds.All.Count];
        foreach (var (first, weight) in named) weights[Kinds.At(first)] = FixedDecimal.Parse(weight).Units;
        return weights;
    }

    /// <summary>The most that a panel weighs; throws <see cref="JsonException"/> when nothing is shown.
    /// </summary>
    internal FixedDecimal Heaviest(IReadOnlyList<ProofStep> tree, BigInteger[] weights) =>
        new(_heaviest.Of(tree, weights) ?? throw new JsonException("There is no panel at all."));

    /// <summary>As <see cref="Heaviest"/>, for one leaf in the making.</summary>
    internal BigInteger? Bound(
        BigInteger[] weights, BigInteger ofSize, BigInteger[] ofQuotas, int[] least, int[] most) =>
        _heaviest.Bound(weights, ofSize, ofQuotas, least, most);

    /// <summary>
    /// What the others get at most where those fixed before get their probabilities; rounded up. (Heaviest -
    /// weight of those fixed, times their probabilities) / weight of the others.
    /// </summary>
    internal FixedDecimal LevelBound(
        BigInteger[] weights, BigInteger heaviest, bool[] isFixed, FixedDecimal[] probabilities)
    {
        var (ofFixed, ofOthers) = Shares(weights, isFixed, probabilities);
        if (ofOthers.Sign <= 0) throw new JsonException("Nobody who is not fixed has a weight.");
        return FixedDecimal.Ceiling((heaviest * FixedDecimal.One) - ofFixed, ofOthers);
    }

    /// <summary>The weight of those fixed, times their probabilities (in units of units), and of the
    /// others.</summary>
    internal (BigInteger OfFixed, BigInteger OfOthers) Shares(
        BigInteger[] weights, bool[] isFixed, FixedDecimal[] probabilities)
    {
        var (ofFixed, ofOthers) = (BigInteger.Zero, BigInteger.Zero);
        for (var kind = 0; kind < weights.Length; kind++)
        {
            var weight = weights[kind] * Kinds.All[kind].Persons.Length;
            if (isFixed[kind]) ofFixed += weight * probabilities[kind].Units;
            else ofOthers += weight;
        }
        return (ofFixed, ofOthers);
    }

    /// <summary>The smallest probability of those not fixed.</summary>
    internal static FixedDecimal Least(bool[] isFixed, FixedDecimal[] probabilities) => new(
        probabilities.Where((_, kind) => !isFixed[kind]).Min(probability => probability.Units));
}
