using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Tokens found genuine a moment ago. A till sends the same one with every payment, and its signature takes
/// longer to verify than all the rest of the request. Only a token's hash is kept, and never past its end.
/// </summary>
sealed class VerifiedTokens
{
    /// <summary>People and tills of a region at work at once; beyond it the memory starts afresh.</summary>
    const int MostKept = 20_000;

    readonly ConcurrentDictionary<string, (ClaimsPrincipal Principal, DateTimeOffset Expires)> kept = new();

    /// <summary>Whom a token speaks for, when it was verified before and still holds.</summary>
    internal ClaimsPrincipal? Find(string token, DateTimeOffset now) =>
        kept.TryGetValue(HashOf(token), out var known) && known.Expires > now ? known.Principal : null;

    /// <summary>Notes a token that was verified.</summary>
    internal void Note(string token, ClaimsPrincipal principal, DateTimeOffset expires)
    {
        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }
        kept[HashOf(token)] = (principal, expires);
    }

    static string HashOf(string token) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
