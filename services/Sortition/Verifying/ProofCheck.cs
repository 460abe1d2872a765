using System.Numerics;
using Caisse.Sortition.Evidence;
using static Caisse.Sortition.Verifying.DifferenceException;

namespace Caisse.Sortition.Verifying;

/// <summary>Checks why nothing is fairer, by adding and multiplying.</summary>
sealed class ProofCheck(EvidenceFile file, EvidencePool pool, List<string> said)
{
    const string Path = "result.proof";

    readonly ProofArithmetic _arithmetic = new(pool, file.Order.Size);

    KindTable Kinds => _arithmetic.Kinds;

    internal void Check(ResultProof proof)
    {
        var probabilities = CheckMixture(proof.Mixture);
        foreach (var (place, text) in file.Result.Probabilities.Index())
            UnlessSame(text, $"{probabilities[Kinds.KindOf[place]]}", $"result.probabilities[{place}]");
        CheckExclusions(proof.Exclusions, probabilities);
        CheckLevels(proof.Levels, probabilities);
    }

    /// <summary>Each is a panel, and they mix to the probabilities.</summary>
    FixedDecimal[] CheckMixture(MixedPanel[] mixture)
    {
        var sum = BigInteger.Zero;
        foreach (var (at, mixed) in mixture.Index())
        {
            var path = $"{Path}.mixture[{at}]";
            var share = At($"{path}.share", () => FixedDecimal.Parse(mixed.Share));
            Unless(share.Units.Sign > 0, $"{path}.share", "it is not above 0");
            sum += share.Units;
            var counts = new int[Kinds.All.Count];
            foreach (var (first, count) in mixed.Kinds)
            {
                var kind = At($"{path}.kinds", () => Kinds.At(first));
                Unless(
                    count > 0 && count <= Kinds.All[kind].Most, $"{path}.kinds.{first}", $"{count} of them");
                counts[kind] = count;
            }
            CheckPanel(path, counts);
        }
        UnlessSame(sum, FixedDecimal.One, $"{Path}.mixture");
        return _arithmetic.Probabilities(mixture);
    }

    void CheckPanel(string path, int[] counts)
    {
        UnlessSame(counts.Sum(), file.Order.Size, path);
        var ofQuotas = new int[pool.Quotas.Length];
        for (var kind = 0; kind < counts.Length; kind++)
            foreach (var quota in Kinds.QuotasOf[kind]) ofQuotas[quota] += counts[kind];
        foreach (var (at, quota) in pool.Quotas.Index())
            Unless(
                ofQuotas[at] >= quota.Min && ofQuotas[at] <= quota.Max, path,
                $"{quota.Category} {quota.Feature}: {ofQuotas[at]}, from {quota.Min} to {quota.Max}");
        Unless(
            Kinds.Homes.All(home => home.Kinds.Sum(kind => counts[kind]) <= home.Count), path,
            "two persons of one household");
    }

    void CheckExclusions(ExclusionProof[] exclusions, FixedDecimal[] probabilities)
    {
        var never = probabilities.Index().Where(one => one.Item.Units.IsZero)
            .Select(one => Kinds.All[one.Index].First).ToList();
        Unless(
            exclusions.Select(one => one.Kind).SequenceEqual(never), $"{Path}.exclusions",
            $"they are not of the kinds with probability 0: {string.Join(", ", never)}");
        var (proven, claimed) = (0, 0);
        foreach (var (at, exclusion) in exclusions.Index())
        {
            var weights = new BigInteger[Kinds.All.Count];
            var kind = Kinds.At(exclusion.Kind);
            weights[kind] = FixedDecimal.One;
            var most = At(
                $"{Path}.exclusions[{at}].tree", () => _arithmetic.Heaviest(exclusion.Tree, weights));
            if (most.Units < FixedDecimal.One) proven += Kinds.All[kind].Persons.Length;
            else claimed += Kinds.All[kind].Persons.Length;
        }
        if (proven > 0) said.Add($"No panel holds {proven} of the people: proven by arithmetic.");
        if (claimed > 0) said.Add($"No panel holds {claimed} of the people: not proven by arithmetic.");
    }

    void CheckLevels(LevelProof[] levels, FixedDecimal[] probabilities)
    {
        UnlessSame(file.Result.Levels.Length, levels.Length, "result.levels");
        if (file.Order.Objective == EvidenceOrder.Goldilocks)
        {
            CheckBalance(levels, probabilities);
            return;
        }
        var isFixed = probabilities.Select(probability => probability.Units.IsZero).ToArray();
        var summary = new LevelSummary();
        foreach (var (at, level) in levels.Index())
        {
            Unless(isFixed.Contains(false), $"{Path}.levels[{at}]", "nobody is left for it");
            CheckLevel(at, level, isFixed, probabilities, summary);
        }
        Unless(
            !isFixed.Contains(false) || file.Order.Objective == EvidenceOrder.Maximin, $"{Path}.levels",
            "somebody is fixed by no level");
        if (file.Order.Objective == EvidenceOrder.Nash) said.Add(GeometricMean(levels, probabilities));
        else said.AddRange(summary.Words(levels.Length));
    }

    /// <summary>
    /// Of any other lottery, weights times probabilities have at most the mean that the heaviest panel
    /// allows, and no larger geometric mean; of this one, each product is at least the smallest.
    /// </summary>
    string GeometricMean(LevelProof[] levels, FixedDecimal[] probabilities)
    {
        Unless(levels.Length == 1, $"{Path}.levels", "this objective has one");
        var weights = _arithmetic.Weights(levels[0].Weights);
        var some = probabilities.Index().Where(one => one.Item.Units.Sign > 0).ToList();
        var smallest = some.Min(one => weights[one.Index] * one.Item.Units);
        Unless(smallest.Sign > 0, $"{Path}.levels[0].weights", "somebody has none");
        var persons = some.Sum(one => Kinds.All[one.Index].Persons.Length);
        var factor = FixedDecimal.Ceiling(
            FixedDecimal.Parse(levels[0].Heaviest).Units * FixedDecimal.One * FixedDecimal.One,
            persons * smallest);
        return "No lottery has a geometric mean of probabilities that is larger than this one's by a part of "
            + $"more than {LevelSummary.Figure(factor.Units - FixedDecimal.One)}: proven by arithmetic.";
    }

    /// <summary>
    /// One level: its weights, for and against, show how near to the mean chances can be at best.
    /// </summary>
    void CheckBalance(LevelProof[] levels, FixedDecimal[] probabilities)
    {
        var path = $"{Path}.levels[0]";
        Unless(levels.Length == 1, $"{Path}.levels", "this objective has one");
        var (level, shown) = (levels[0], file.Result.Levels[0]);
        var weights = At($"{path}.weights", () => _arithmetic.Weights(level.Weights));
        var heaviest = At($"{path}.tree", () => _arithmetic.Heaviest(level.Tree, weights));
        UnlessSame(level.Heaviest, $"{heaviest}", $"{path}.heaviest");
        var isNever = probabilities.Select(probability => probability.Units.IsZero).ToArray();
        UnlessSame(
            shown.Probability, $"{ProofArithmetic.Least(isNever, probabilities)}",
            "result.levels[0].probability");
        var drawn = Kinds.All.Where((_, kind) => !isNever[kind]).Select(kind => kind.First);
        Unless(level.Fixed.SequenceEqual(drawn), $"{path}.fixed", "it is not all who can be drawn");
        var balance = new BalanceArithmetic(Kinds, file.Order.Size, probabilities);
        var (value, bound) = (balance.Value(), balance.Bound(weights, heaviest.Units));
        UnlessSame(shown.Bound, $"{bound}", "result.levels[0].bound");
        Unless(bound.Units <= value.Units, $"{path}.tree", "it proves too much: no such lottery is possible");
        var claimed = shown.Claimed is null
            ? bound : At("result.levels[0].claimed", () => FixedDecimal.Parse(shown.Claimed));
        Unless(claimed.Units >= bound.Units, "result.levels[0].claimed", "it is below what is proven");
        said.AddRange(LevelSummary.OfBalance(value, bound, claimed));
    }

    void CheckLevel(
        int at, LevelProof level, bool[] isFixed, FixedDecimal[] probabilities, LevelSummary summary)
    {
        var (path, shown) = ($"{Path}.levels[{at}]", file.Result.Levels[at]);
        var weights = At($"{path}.weights", () => _arithmetic.Weights(level.Weights));
        Unless(weights.All(weight => weight.Sign >= 0), $"{path}.weights", "one is below 0");
        var heaviest = At($"{path}.tree", () => _arithmetic.Heaviest(level.Tree, weights));
        UnlessSame(level.Heaviest, $"{heaviest}", $"{path}.heaviest");
        var least = ProofArithmetic.Least(isFixed, probabilities);
        UnlessSame(shown.Probability, $"{least}", $"result.levels[{at}].probability");
        var bound = At($"{path}.weights", () =>
            _arithmetic.LevelBound(weights, heaviest.Units, isFixed, probabilities));
        UnlessSame(shown.Bound, $"{bound}", $"result.levels[{at}].bound");
        Unless(bound.Units >= least.Units, $"{path}.tree", "it proves too much: no such lottery is possible");
        var claimed = shown.Claimed is null
            ? bound : At($"result.levels[{at}].claimed", () => FixedDecimal.Parse(shown.Claimed));
        Unless(claimed.Units <= bound.Units, $"result.levels[{at}].claimed", "it is above what is proven");
        var (_, ofOthers) = _arithmetic.Shares(weights, isFixed, probabilities);
        var before = weights.Index().Where(one => isFixed[one.Index]).Aggregate(
            BigInteger.Zero, (sum, one) => sum + (one.Item * Kinds.All[one.Index].Persons.Length));
        summary.Add(at, least, bound, claimed, before / ofOthers);
        foreach (var first in level.Fixed)
        {
            var kind = At($"{path}.fixed", () => Kinds.At(first));
            Unless(!isFixed[kind], $"{path}.fixed", $"{first} is fixed already");
            isFixed[kind] = true;
            summary.Fix(
                Kinds.All[kind].Persons.Length, probabilities[kind].Units - least.Units, weights[kind],
                (bound.Units - least.Units) * ofOthers);
        }
    }
}
