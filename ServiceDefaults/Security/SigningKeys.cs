using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Caisse.ServiceDefaults;

/// <summary>The public keys that tokens are signed with.</summary>
public interface ISigningKeys
{
    /// <summary>The key with an id, or null when there is none.</summary>
    Task<ECDsa?> FindAsync(string keyId, CancellationToken cancel);
}

/// <summary>
/// Keys as identity publishes them, kept, and asked for again when a token names one not known yet.
/// </summary>
sealed class PublishedSigningKeys(HttpClient identity, TimeProvider clock) : ISigningKeys, IDisposable
{
    /// <summary>Tokens with invented key ids must not become requests to identity.</summary>
    static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim asking = new(1);
    volatile Dictionary<string, ECDsa> keys = [];
    long askedAt = long.MinValue;

    public async Task<ECDsa?> FindAsync(string keyId, CancellationToken cancel)
    {
        if (keys.TryGetValue(keyId, out var known))
        {
            return known;
        }
        await asking.WaitAsync(cancel);
        try
        {
            var mayAsk = askedAt == long.MinValue || clock.GetElapsedTime(askedAt) > ShortestPause;
            if (!keys.ContainsKey(keyId) && mayAsk)
            {
                keys = await AskAsync(cancel);
                askedAt = clock.GetTimestamp();
            }
            return keys.GetValueOrDefault(keyId);
        }
        finally
        {
            asking.Release();
        }
    }

    async Task<Dictionary<string, ECDsa>> AskAsync(CancellationToken cancel)
    {
        var published = JsonSerializer.Deserialize<JsonElement>(
            await identity.GetByteArrayAsync("/.well-known/jwks.json", cancel));
        return published.GetProperty("keys").EnumerateArray()
            .ToDictionary(key => key.GetProperty("kid").GetString()!, Import);
    }

    static ECDsa Import(JsonElement key) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint
        {
            X = Base64Url.DecodeFromChars(key.GetProperty("x").GetString()),
            Y = Base64Url.DecodeFromChars(key.GetProperty("y").GetString()),
        },
    });

    public void Dispose() => asking.Dispose();
}
