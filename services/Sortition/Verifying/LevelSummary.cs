using System.Globalization;
using System.Numerics;
using Caisse.Sortition.Evidence;

namespace Caisse.Sortition.Verifying;

/// <summary>What the levels of a lottery prove, in words and figures.</summary>
sealed class LevelSummary
{
    const int MaxNamed = 5;

    readonly List<string> _unproven = [];
    BigInteger _largestGap;
    BigInteger _largestLead;
    BigInteger _mostLeverage;
    int _unweighted;

    /// <param name="at">Which level.</param>
    /// <param name="probability">What the least has.</param>
    /// <param name="bound">What it can have at most, by arithmetic.</param>
    /// <param name="claimed">By the word of the program that drew.</param>
    /// <param name="leverage">Weight of those fixed before, as a multiple of that of the others.</param>
    internal void Add(
        int at, FixedDecimal probability, FixedDecimal bound, FixedDecimal claimed, BigInteger leverage)
    {
        _mostLeverage = BigInteger.Max(_mostLeverage, leverage);
        var gap = bound.Units - probability.Units;
        if (gap <= FixedDecimal.Round(LotteryQuality.MaxGap).Units)
        {
            _largestGap = BigInteger.Max(_largestGap, gap);
            return;
        }
        _unproven.Add(
            $"level {at}, at {probability}: not proven by arithmetic beyond {Figure(gap)}"
            + (claimed.Units < bound.Units
                ? $" (the program that drew says {Figure(claimed.Units - probability.Units)})" : ""));
    }

    /// <summary>
    /// So many persons are fixed. Those who have a weight cannot have more than the level's bound allows, and
    /// those who have none might.
    /// </summary>
    internal void Fix(int persons, BigInteger lead, BigInteger weight, BigInteger allowed)
    {
        if (weight.IsZero) _unweighted += persons;
        else _largestLead = BigInteger.Max(_largestLead, BigInteger.Max(lead, allowed / weight));
    }

    internal IEnumerable<string> Words(int levels)
    {
        var proven = levels - _unproven.Count;
        yield return $"{proven} of {levels} levels are proven by arithmetic, to {Figure(_largestGap)}.";
        if (_unproven.Count > 0)
            yield return string.Join("; ", _unproven.Take(MaxNamed))
                + (_unproven.Count > MaxNamed ? $"; and {_unproven.Count - MaxNamed} more." : ".");
        yield return $"What one level is off can show up to {_mostLeverage} times larger in a later one.";
        yield return $"Whoever has a weight has at most {Figure(_largestLead)} more than their level"
            + (_unweighted > 0
                ? $"; {_unweighted} people are fixed without a weight, which proves nothing." : ".");
    }

    /// <summary>What is proven of how far chances are from the mean.</summary>
    internal static IEnumerable<string> OfBalance(
        FixedDecimal value, FixedDecimal bound, FixedDecimal claimed)
    {
        var gap = value.Units - bound.Units;
        yield return "The largest chance in means, plus the mean in smallest chances, is "
            + value.ToDouble().ToString("0.######", CultureInfo.InvariantCulture)
            + (gap <= FixedDecimal.Round(LotteryQuality.MaxGap).Units
                ? $"; no lottery's is smaller by more than {Figure(gap)}: proven by arithmetic."
                : $"; that none is smaller is not proven by arithmetic beyond {Figure(gap)}"
                    + (claimed.Units > bound.Units
                        ? $" (the program that drew says {Figure(value.Units - claimed.Units)})." : "."));
        yield return "Of those in between nothing is proven.";
    }

    internal static string Figure(BigInteger units) =>
        new FixedDecimal(units).ToDouble().ToString("0.0E+0", CultureInfo.InvariantCulture);
}
