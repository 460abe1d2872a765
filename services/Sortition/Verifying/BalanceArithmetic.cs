using System.Numerics;
using Caisse.Sortition.Evidence;

namespace Caisse.Sortition.Verifying;

/// <summary>
/// How far the largest and the smallest probability are from the mean, and how near they can be, in whole
/// numbers. Roundings never make the one too small or the other too large.
/// </summary>
/// <param name="kinds">Of the pool.</param>
/// <param name="size">Persons on a panel.</param>
/// <param name="probabilities">Of each kind; whoever has none counts for nothing.</param>
sealed class BalanceArithmetic(KindTable kinds, int size, IReadOnlyList<FixedDecimal> probabilities)
{
    static readonly BigInteger Least = 2 * FixedDecimal.One;

    BigInteger Persons => probabilities.Index().Where(one => one.Item.Units.Sign > 0)
        .Aggregate(BigInteger.Zero, (sum, one) => sum + kinds.All[one.Index].Persons.Length);

    /// <summary>Largest probability / mean + mean / smallest probability above 0; rounded up.</summary>
    internal FixedDecimal Value()
    {
        var some = probabilities.Where(one => one.Units.Sign > 0).Select(one => one.Units).ToList();
        var above = FixedDecimal.Ceiling(Persons * some.Max(), size);
        var below = FixedDecimal.Ceiling(size * FixedDecimal.One * FixedDecimal.One, Persons * some.Min());
        return new FixedDecimal(above.Units + below.Units);
    }

    /// <summary>
    /// What no lottery is below when no panel is heavier: 2 sqrt(weights above 0 / those below) - persons x
    /// heaviest / (size x those below), and never less than 2; rounded down.
    /// </summary>
    internal FixedDecimal Bound(BigInteger[] weights, BigInteger heaviest)
    {
        var (inFavour, against) = (BigInteger.Zero, BigInteger.Zero);
        foreach (var (kind, weight) in weights.Index())
        {
            var ofAll = weight * kinds.All[kind].Persons.Length;
            if (weight.Sign > 0) inFavour += ofAll;
            else against -= ofAll;
        }
        if (against.IsZero) return new FixedDecimal(Least);
        var root = Root(4 * inFavour * FixedDecimal.One * FixedDecimal.One / against);
        var cost = FixedDecimal.Ceiling(Persons * heaviest * FixedDecimal.One, size * against);
        return new FixedDecimal(BigInteger.Max(Least, root - cost.Units));
    }

    /// <summary>The largest whole number whose square is not above it.</summary>
    static BigInteger Root(BigInteger number)
    {
        if (number.IsZero) return number;
        var root = BigInteger.One << (int)((number.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (number / root)) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }
}
