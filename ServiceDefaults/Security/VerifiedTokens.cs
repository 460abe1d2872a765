using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Tokens found genuine a moment ago. A till sends the same one with every payment, and its signature takes
/// longer to verify than all the rest of the request. Only a token's hash is kept, for a short while and
/// never past the token's end.
/// </summary>
sealed class VerifiedTokens(TimeProvider clock)
{
    /// <summary>People and tills of a region at work at once; beyond it the memory starts afresh.</summary>
    internal const int MaxKept = 20_000;

    /// <summary>
    /// With the age of the keys (<see cref="PublishedSigningKeys"/>) it makes less than the minute within
    /// which a token under a withdrawn key is refused everywhere.
    /// </summary>
    internal static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<Hash, (ClaimsPrincipal Principal, DateTimeOffset Until)> kept = new();

    /// <summary>How many are kept.</summary>
    internal int Count => kept.Count;

    /// <summary>Whom a token speaks for, when it was verified a moment ago and still holds.</summary>
    internal ClaimsPrincipal? Find(string token) =>
        kept.TryGetValue(HashOf(token), out var known) && known.Until > clock.GetUtcNow()
            ? known.Principal
            : null;

    /// <summary>Notes a token that was verified.</summary>
    internal void Note(string token, ClaimsPrincipal principal, DateTimeOffset expires)
    {
        if (kept.Count >= MaxKept)
        {
            kept.Clear();
        }
        var until = clock.GetUtcNow() + KeptFor;
        kept[HashOf(token)] = (principal, expires < until ? expires : until);
    }

    readonly record struct Hash(UInt128 FirstHalf, UInt128 SecondHalf);

    static Hash HashOf(string token)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(token.Length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(token, bytes)), hash);
        ArrayPool<byte>.Shared.Return(bytes);
        return new Hash(BitConverter.ToUInt128(hash), BitConverter.ToUInt128(hash[(hash.Length / 2)..]));
    }
}
