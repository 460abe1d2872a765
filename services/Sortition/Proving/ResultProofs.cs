using System.Globalization;
using System.Numerics;
using Caisse.Sortition.Drawing;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Verifying;

namespace Caisse.Sortition.Proving;

/// <summary>
/// Turns what the engine computed in floating point into what anyone can check by hand: short numbers, and
/// what follows from them exactly.
/// </summary>
sealed class ResultProofs
{
    /// <summary>Weights sum to one, and are short.</summary>
    const int WeightDecimals = 12;

    /// <summary>What a level is proven to is not worth a tree below this.</summary>
    const double CloseEnough = 5e-7;
    const double Rounding = 1e-8;

    readonly ProofArithmetic _arithmetic;
    readonly HeaviestPanelProof _heaviest;
    readonly DrawnLottery _lottery;
    readonly FixedDecimal[] _probabilities;
    readonly MixedPanel[] _mixture;

    ResultProofs(
        EvidencePool pool, int size, DrawnLottery lottery, CancellationToken cancellation)
    {
        _arithmetic = new ProofArithmetic(pool, size);
        _heaviest = new HeaviestPanelProof(_arithmetic, cancellation);
        _lottery = lottery;
        _mixture = Mix();
        _probabilities = _arithmetic.Probabilities(_mixture);
    }

    /// <summary>The result with its proof, of a pool whose every person's features are known.</summary>
    internal static EvidenceResult Of(
        EvidencePool pool, int size, DrawnLottery lottery, CancellationToken cancellation)
    {
        var proofs = new ResultProofs(pool, size, lottery, cancellation);
        var (levels, proven) = lottery.Balance is { } balance ? proofs.Balance(balance) : proofs.Levels();
        var exclusions = proofs.Exclusions();
        return new EvidenceResult(
            [.. proofs._arithmetic.Kinds.KindOf.Select(kind => $"{proofs._probabilities[kind]}")],
            levels, [.. lottery.Panels.Select(panel => panel.ToArray())],
            new ResultProof(proofs._mixture, exclusions, proven));
    }

    KindTable Kinds => _arithmetic.Kinds;

    string Name(int kind) => Kinds.All[kind].First.ToString(CultureInfo.InvariantCulture);

    /// <summary>Shares rounded, and the last digits given to the largest, so that they sum to one.</summary>
    MixedPanel[] Mix()
    {
        var shares = _lottery.Mixture.Select(mixed => FixedDecimal.Round(mixed.Share).Units).ToArray();
        var largest = Array.IndexOf(shares, shares.Max());
        shares[largest] += FixedDecimal.One - shares.Aggregate(BigInteger.Zero, (sum, one) => sum + one);
        return [.. _lottery.Mixture.Zip(shares).Where(mixed => mixed.Second.Sign > 0).Select(mixed =>
            new MixedPanel(
                $"{new FixedDecimal(mixed.Second)}",
                mixed.First.Persons.CountBy(person => Kinds.KindOf[person])
                    .ToDictionary(kind => Name(kind.Key), kind => kind.Value)))];
    }

    ExclusionProof[] Exclusions()
    {
        var exclusions = new List<ExclusionProof>();
        foreach (var (kind, _) in _probabilities.Index().Where(one => one.Item.Units.IsZero))
        {
            var weights = new BigInteger[Kinds.All.Count];
            weights[kind] = FixedDecimal.One;
            exclusions.Add(new ExclusionProof(
                Kinds.All[kind].First, _heaviest.Find(weights, FixedDecimal.One - 1)));
        }
        return [.. exclusions];
    }

    (EvidenceLevel[] Levels, LevelProof[] Proofs) Levels()
    {
        var isFixed = _probabilities.Select(probability => probability.Units.IsZero).ToArray();
        var (levels, proofs) = (new List<EvidenceLevel>(), new List<LevelProof>());
        foreach (var level in _lottery.Levels)
        {
            var named = Shorten(level, isFixed);
            var weights = _arithmetic.Weights(named);
            var least = ProofArithmetic.Least(isFixed, _probabilities);
            var tree = _heaviest.Find(weights, Target(level, least, weights, isFixed));
            var heaviest = _arithmetic.Heaviest(tree, weights);
            var bound = _arithmetic.LevelBound(weights, heaviest.Units, isFixed, _probabilities);
            var claimed = FixedDecimal.Round(level.Bound + Rounding, WeightDecimals);
            var isProven = (bound.Units - least.Units) <= FixedDecimal.Round(LotteryQuality.MaxGap).Units
                || claimed.Units >= bound.Units;
            int[] decided = [.. level.Fixed.Select(person => Kinds.KindOf[person]).Distinct().Order()];
            levels.Add(new EvidenceLevel($"{least}", $"{bound}", isProven ? null : $"{claimed}"));
            proofs.Add(new LevelProof(
                [.. decided.Select(kind => Kinds.All[kind].First)], named, $"{heaviest}", tree));
            foreach (var kind in decided) isFixed[kind] = true;
        }
        return ([.. levels], [.. proofs]);
    }

    /// <summary>
    /// One level, that of the smallest probability, whose weights show how near to the mean all can be. Those
    /// against come to one, nearly.
    /// </summary>
    (EvidenceLevel[] Levels, LevelProof[] Proofs) Balance(GoldilocksBalance balance)
    {
        var ofKind = Kinds.All.Select(kind => _lottery.Levels[0].Weights[kind.First]).ToArray();
        var against = -ofKind
            .Select((weight, kind) => Math.Min(0, weight) * Kinds.All[kind].Persons.Length).Sum();
        var named = ofKind.Index().Where(one => against > 0)
            .Select(one => (one.Index, Weight: FixedDecimal.Round(one.Item / against, WeightDecimals)))
            .Where(one => !one.Weight.Units.IsZero)
            .ToDictionary(one => Name(one.Index), one => $"{one.Weight}");
        var weights = _arithmetic.Weights(named);
        var counted = new BalanceArithmetic(Kinds, _arithmetic.Size, _probabilities);
        var target = against > 0
            ? FixedDecimal.Round((_lottery.Levels[0].Heaviest / against) + Rounding).Units : BigInteger.Zero;
        var tree = _heaviest.Find(weights, target);
        var heaviest = _arithmetic.Heaviest(tree, weights);
        var bound = counted.Bound(weights, heaviest.Units);
        var claimed = FixedDecimal.Round(balance.Bound - Rounding, WeightDecimals);
        var isProven = counted.Value().Units - bound.Units <= FixedDecimal.Round(LotteryQuality.MaxGap).Units
            || claimed.Units <= bound.Units;
        var isNever = _probabilities.Select(probability => probability.Units.IsZero).ToArray();
        int[] all = [.. Kinds.All.Where((_, kind) => !isNever[kind]).Select(kind => kind.First)];
        var least = ProofArithmetic.Least(isNever, _probabilities);
        return (
            [new EvidenceLevel($"{least}", $"{bound}", isProven ? null : $"{claimed}")],
            [new LevelProof(all, named, $"{heaviest}", tree)]);
    }

    /// <summary>The weights, so that those of the persons not yet fixed sum to one, nearly.</summary>
    Dictionary<string, string> Shorten(LevelCertificate level, bool[] isFixed)
    {
        var sum = Enumerable.Range(0, Kinds.All.Count).Where(kind => !isFixed[kind])
            .Sum(kind => level.Weights[Kinds.All[kind].First] * Kinds.All[kind].Persons.Length);
        return Enumerable.Range(0, Kinds.All.Count)
            .Select(kind => (Name: Name(kind), Weight: FixedDecimal.Round(
                level.Weights[Kinds.All[kind].First] / sum, WeightDecimals)))
            .Where(kind => kind.Weight.Units.Sign > 0)
            .ToDictionary(kind => kind.Name, kind => $"{kind.Weight}");
    }

    /// <summary>A weight that proves as much as the engine knows, or as is worth proving.</summary>
    BigInteger Target(LevelCertificate level, FixedDecimal least, BigInteger[] weights, bool[] isFixed)
    {
        var bound = BigInteger.Max(
            FixedDecimal.Round(level.Bound + Rounding).Units,
            least.Units + FixedDecimal.Round(CloseEnough).Units);
        var (ofFixed, ofOthers) = _arithmetic.Shares(weights, isFixed, _probabilities);
        return FixedDecimal.Floor((bound * ofOthers) + ofFixed, FixedDecimal.One).Units;
    }
}
