namespace Caisse.Contracts.Wallet;

/// <summary>A month of the MonA ledger is closed: whoever keeps the digest sees it rewritten.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="Period">The month.</param>
/// <param name="Transfers">Movements it covers.</param>
/// <param name="AmountCents">Sum of their amounts, MonA cents.</param>
/// <param name="PreviousDigest">Digest of the closing before, hexadecimal; zeros for the first.</param>
/// <param name="Digest">SHA-256 chained over its lines, hexadecimal.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record LedgerClosed(
    string Caisse, Period Period, long Transfers, long AmountCents, string PreviousDigest, string Digest,
    DateTimeOffset OccurredAt)
    : IEvent;
