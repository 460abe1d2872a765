using System.Numerics;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Solving;
using Caisse.Sortition.Verifying;

namespace Caisse.Sortition.Proving;

/// <summary>
/// Shows that no panel is heavier than a target: by one set of multipliers where the linear program suffices,
/// else by those of the leaves of a tree.
/// </summary>
sealed class HeaviestPanelProof
{
    /// <summary>A longer proof is not worth its place in a file.</summary>
    const int MaxLeaves = 400;
    const int MaxLeavesOfAll = 10_000;
    const int MaxDepth = 200;

    /// <summary>One set of multipliers is as exact as can be; those of leaves are as short as will do.
    /// </summary>
    const int Decimals = 12;
    static readonly int[] FewDecimals = [6, 8, 10, Decimals];

    /// <summary>What a missing seat costs, in mean weights: more where that proves too little.</summary>
    static readonly double[] Penalties = [16, 1024, 65536];

    readonly ProofArithmetic _arithmetic;
    readonly CancellationToken _cancellation;
    readonly Relaxed _relaxed;
    readonly Lazy<Relaxed>[] _elastic;
    readonly int[] _least;
    readonly int[] _most;
    readonly List<ProofStep> _steps = [];
    int _leaves;
    int _leavesOfAll;

    internal HeaviestPanelProof(ProofArithmetic arithmetic, CancellationToken cancellation)
    {
        (_arithmetic, _cancellation) = (arithmetic, cancellation);
        _relaxed = new Relaxed(arithmetic);
        _elastic = [.. Penalties.Select(one => new Lazy<Relaxed>(() => new Relaxed(arithmetic, one)))];
        _least = new int[arithmetic.Kinds.All.Count];
        _most = [.. arithmetic.Kinds.All.Select(kind => kind.Most)];
    }

    /// <summary>
    /// Shows that no panel weighs more than the target; where that takes too much, what one set of
    /// multipliers shows.
    /// </summary>
    internal ProofStep[] Find(BigInteger[] weights, BigInteger target)
    {
        var factor = (double)weights.Length;
        _relaxed.Weigh(weights, factor);
        foreach (var elastic in _elastic.Where(one => one.IsValueCreated))
            elastic.Value.Weigh(weights, factor);
        (_leaves, _factor, _weights) = (0, factor, weights);
        _steps.Clear();
        try
        {
            if (Prove(target, 0)) return [.. _steps];
        }
        catch (UnsolvedException)
        {
            _steps.Clear();
        }
        Reset();
        if (!_relaxed.TrySolve()) throw new UnsolvedException("A pool that was drawn from has no panel.");
        return [_relaxed.Multipliers(_least, _most, Decimals).Step];
    }

    double _factor;
    BigInteger[] _weights = [];

    bool IsTooLong => _leaves > MaxLeaves || _leavesOfAll > MaxLeavesOfAll;

    bool Prove(BigInteger target, int depth)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (!_relaxed.TrySolve()) return ProveEmpty(target, depth);
        if (Leaf(_relaxed, target, depth)) return true;
        var kind = _relaxed.MostTelling();
        if (kind < 0 || depth == MaxDepth || IsTooLong) return false;
        var (least, most, whole) = (_least[kind], _most[kind], _relaxed.WholePart(kind));
        _steps.Add(new ProofStep(Kind: _arithmetic.Kinds.All[kind].First, AtMost: whole));
        Limit(kind, least, whole);
        var isProven = Prove(target, depth + 1);
        Limit(kind, whole + 1, most);
        isProven = isProven && Prove(target, depth + 1);
        Limit(kind, least, most);
        return isProven;
    }

    /// <summary>There is no such panel: multipliers that are dear enough show it.</summary>
    bool ProveEmpty(BigInteger target, int depth)
    {
        foreach (var elastic in _elastic)
        {
            if (!elastic.IsValueCreated) elastic.Value.Weigh(_weights, _factor);
            for (var kind = 0; kind < _least.Length; kind++)
                elastic.Value.Limit(kind, _least[kind], _most[kind]);
            if (!elastic.Value.TrySolve()) return false;
            if (Leaf(elastic.Value, target, depth)) return true;
        }
        return false;
    }

    bool Leaf(Relaxed relaxed, BigInteger target, int depth)
    {
        foreach (var decimals in depth == 0 ? [Decimals] : FewDecimals)
        {
            var (step, bound) = relaxed.Multipliers(_least, _most, decimals);
            if (bound > target) continue;
            _steps.Add(step);
            _leaves++;
            _leavesOfAll++;
            return true;
        }
        return false;
    }

    void Limit(int kind, int least, int most)
    {
        (_least[kind], _most[kind]) = (least, most);
        _relaxed.Limit(kind, least, most);
    }

    void Reset()
    {
        for (var kind = 0; kind < _least.Length; kind++) Limit(kind, 0, _arithmetic.Kinds.All[kind].Most);
    }
}
