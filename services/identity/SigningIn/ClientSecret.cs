using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Secrets of clients are 256 random bits, so a fast hash is enough: there is nothing to guess that a slow
/// one would protect.
/// </summary>
static class ClientSecret
{
    const int Bytes = 32;
    const int IdBytes = 10;

    static readonly byte[] NobodysHash = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    /// <summary>A new secret, shown once.</summary>
    internal static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>A new client id that tells people what kind of client it is: <c>staff-0f3c...</c>.</summary>
    internal static string MakeClientId(string kind) =>
        $"{kind}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))}";

    /// <summary>What is stored: SHA-256 in lower-case hex.</summary>
    internal static string Hash(string secret) => Convert.ToHexStringLower(HashBytes(secret));

    /// <summary>
    /// Whether the secret is the one stored, in the same time whether it is, is not, or there is none.
    /// </summary>
    internal static bool Matches(string secret, string? storedHash) =>
        CryptographicOperations.FixedTimeEquals(
        HashBytes(secret), storedHash is null ? NobodysHash : Convert.FromHexString(storedHash));

    static byte[] HashBytes(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
