using System.Security.Cryptography;
using System.Text;

namespace Caisse.Wallet.Domain;

/// <summary>
/// The hash chain over the lines of a closing, its header the first: each link is the SHA-256 of the link
/// before and the line, line feed included. It starts from the digest of the closing before.
/// </summary>
sealed class LedgerChain
{
    /// <summary>What the first closing of a ledger starts from.</summary>
    internal static readonly string Start = new('0', SHA256.HashSizeInBytes * 2);

    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly byte[] link;

    internal LedgerChain(string caisse, string period, string previousDigest)
    {
        link = Convert.FromHexString(previousDigest);
        Append(ClosedMovement.Header(caisse, period, previousDigest));
    }

    internal long Transfers { get; private set; }

    internal long AmountCents { get; private set; }

    internal long IssuedCents { get; private set; }

    internal long SettledCents { get; private set; }

    internal string Digest => Convert.ToHexStringLower(link);

    internal void Append(ClosedMovement movement)
    {
        Append(movement.Line);
        Transfers++;
        AmountCents += movement.AmountCents;
        IssuedCents += movement.Issues ? movement.AmountCents : 0;
        SettledCents += movement.Settles ? movement.AmountCents : 0;
    }

    void Append(string line)
    {
        hash.AppendData(link);
        hash.AppendData(Encoding.UTF8.GetBytes(line));
        hash.GetHashAndReset(link);
    }
}
