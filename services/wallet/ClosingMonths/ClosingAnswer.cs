using Caisse.Contracts;

namespace Caisse.Wallet.ClosingMonths;

/// <summary>A closed month as it is published.</summary>
/// <param name="Period">The month.</param>
/// <param name="Transfers">Movements it covers.</param>
/// <param name="AmountCents">Sum of their amounts.</param>
/// <param name="PreviousDigest">Digest of the closing before; zeros for the first.</param>
/// <param name="Digest">SHA-256 chained over its lines, in hexadecimal.</param>
/// <param name="ClosedAt">When it was closed.</param>
sealed record ClosingAnswer(
    Period Period, long Transfers, long AmountCents, string PreviousDigest, string Digest,
    DateTimeOffset ClosedAt)
{
    internal const string Select =
        "select period, transfers, amount_cents, previous_digest, digest, closed_at from ledger_closing";
}
