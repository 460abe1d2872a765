namespace Caisse.Contributions.Domain;

/// <summary>The euros of a fund and what it owes for them.</summary>
/// <param name="CashCents">At the bank and in the cash box.</param>
/// <param name="PromisedCents">Grants not received yet and not past their end.</param>
/// <param name="OutstandingCents">MonA in circulation and reserved.</param>
readonly record struct FundPosition(long CashCents, long PromisedCents, long OutstandingCents);

/// <summary>
/// Funds first: MonA is issued only while cash covers the decided share of all outstanding MonA, and cash
/// with promised grants covers all of it.
/// </summary>
static class BackingRule
{
    /// <summary>
    /// By how many cents a request exceeds what may be issued; zero when it is covered. Requesting that much
    /// less, or bringing in that many euros, is enough.
    /// </summary>
    internal static long ShortfallCents(FundPosition fund, int requiredPercent, long requestedCents)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(requestedCents);
        ArgumentOutOfRangeException.ThrowIfLessThan(requiredPercent, 1);
        var afterwards = (Int128)fund.OutstandingCents + requestedCents;
        // Cash must be at least the percentage of the total rounded up, so the total is at most this, rounded
        // down.
        var coveredByCash = FloorDivide((Int128)fund.CashCents * 100, requiredPercent);
        var coveredWithPromises = (Int128)fund.CashCents + fund.PromisedCents;
        var shortfall = afterwards - Int128.Min(coveredByCash, coveredWithPromises);
        return (long)Int128.Max(shortfall, 0);
    }

    static Int128 FloorDivide(Int128 dividend, int divisor)
    {
        var (quotient, remainder) = Int128.DivRem(dividend, divisor);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
