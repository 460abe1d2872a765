namespace Caisse.Wallet.Domain;

/// <summary>
/// Splits an amount over weights to the cent: each share rounded down, the cents left to
/// the largest remainders.
/// </summary>
static class LargestRemainder
{
    /// <summary>
    /// Shares in proportion to the weights whose sum is exactly the amount; ties go to whoever comes first.
    /// </summary>
    /// <param name="amountCents">What is split, at least 0.</param>
    /// <param name="weights">At least 0 each, not all 0.</param>
    internal static long[] Split(long amountCents, IReadOnlyList<long> weights)
    {
        Int128 total = weights.Sum();
        var shares = weights.Select(weight => (long)(amountCents * (Int128)weight / total)).ToArray();
        var left = amountCents - shares.Sum();
        var byRemainder = Enumerable.Range(0, weights.Count)
            .OrderByDescending(index => amountCents * (Int128)weights[index] % total)
            .ThenBy(index => index);
        foreach (var index in byRemainder.Take((int)left))
        {
            shares[index]++;
        }
        return shares;
    }
}
