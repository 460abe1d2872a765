using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Caisse.Sortition.Evidence;

namespace Caisse.Sortition.Verifying;

/// <summary>
/// The most that a panel can weigh, by multipliers. Whatever the multipliers are: a panel weighs no more than
/// what they give for its size and its quotas, plus, from each household, the most that its heaviest member
/// weighs beyond that.
/// </summary>
sealed class HeaviestPanel(EvidencePool pool, int size, KindTable kinds)
{
    /// <summary>Deeper trees than that prove nothing that is worth its length.</summary>
    const int MaxDepth = 400;

    readonly int[] _least = new int[kinds.All.Count];
    readonly int[] _most = [.. kinds.All.Select(kind => kind.Most)];

    /// <summary>The bound of a whole tree; throws <see cref="JsonException"/> when it is no proof.</summary>
    /// <param name="tree">Steps in order.</param>
    /// <param name="weights">Of a person of each kind, in units.</param>
    internal BigInteger? Of(IReadOnlyList<ProofStep> tree, BigInteger[] weights)
    {
        var at = 0;
        var heaviest = Walk(0);
        if (at < tree.Count) throw new JsonException("The tree has steps that nothing needs.");
        return heaviest;

        BigInteger? Walk(int depth)
        {
            if (at >= tree.Count || depth > MaxDepth || tree[at] is null)
                throw new JsonException("The tree is not complete, or too deep.");
            var step = tree[at++];
            if (step is { Kind: { } first, AtMost: { } most, Size: null, Quotas: null })
                return Divide(kinds.At(first), most, () => Walk(depth + 1));
            if (step is not { Kind: null, AtMost: null, Size: { } ofSize, Quotas: { } ofQuotas })
                throw new JsonException("A step neither divides nor bounds.");
            return Bound(weights, FixedDecimal.Parse(ofSize).Units, Multipliers(ofQuotas), _least, _most);
        }
    }

    BigInteger? Divide(int kind, int atMost, Func<BigInteger?> walk)
    {
        var (least, most) = (_least[kind], _most[kind]);
        if (atMost < least || atMost >= most) throw new JsonException("A step divides nothing.");
        _most[kind] = atMost;
        var fewer = walk();
        (_least[kind], _most[kind]) = (atMost + 1, most);
        var more = walk();
        _least[kind] = least;
        return fewer is null || more > fewer ? more : fewer;
    }

    BigInteger[] Multipliers(Dictionary<string, string> ofQuotas)
    {
        var multipliers = new BigInteger[pool.Quotas.Length];
        foreach (var (name, multiplier) in ofQuotas)
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var quota)
                || quota >= multipliers.Length || quota.ToString(CultureInfo.InvariantCulture) != name)
                throw new JsonException($"There is no quota {name}.");
            multipliers[quota] = FixedDecimal.Parse(multiplier ?? "").Units;
        }
        return multipliers;
    }

    /// <summary>
    /// What no panel exceeds that holds at least and at most these of each kind; null when no panel does.
    /// </summary>
    internal BigInteger? Bound(
        BigInteger[] weights, BigInteger ofSize, BigInteger[] ofQuotas, int[] least, int[] most)
    {
        var sum = ofSize * size;
        foreach (var (at, quota) in pool.Quotas.Index())
            sum += ofQuotas[at] * (ofQuotas[at].Sign > 0 ? Math.Min(quota.Max, size) : quota.Min);
        var beyond = new BigInteger[weights.Length];
        for (var kind = 0; kind < beyond.Length; kind++)
        {
            beyond[kind] = weights[kind] - ofSize;
            foreach (var quota in kinds.QuotasOf[kind]) beyond[kind] -= ofQuotas[quota];
        }
        foreach (var home in kinds.Homes)
        {
            var free = home.Count - home.Kinds.Sum(kind => least[kind]);
            if (free < 0) return null;
            foreach (var kind in home.Kinds.OrderByDescending(kind => beyond[kind]))
            {
                var more = beyond[kind].Sign > 0 ? Math.Min(free, most[kind] - least[kind]) : 0;
                free -= more;
                sum += beyond[kind] * (least[kind] + more);
            }
        }
        return sum;
    }
}
