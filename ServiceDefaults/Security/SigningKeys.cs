using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Caisse.ServiceDefaults;

/// <summary>The public keys that tokens are signed with.</summary>
public interface ISigningKeys
{
    /// <summary>The key with an id, or null when there is none.</summary>
    Task<ECDsa?> FindAsync(string keyId, CancellationToken cancel);
}

/// <summary>
/// Keys as identity publishes them, asked for again when they are old or when a token names one not known
/// yet. While identity does not answer, those known go on for a while.
/// </summary>
sealed class PublishedSigningKeys(
    HttpClient identity, TimeProvider clock, ILogger<PublishedSigningKeys> logger) : ISigningKeys, IDisposable
{
    /// <summary>A key that identity has withdrawn is known here for at most so long.</summary>
    internal static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(15);

    /// <summary>Tokens with invented key ids must not become requests to identity.</summary>
    internal static readonly TimeSpan MinPause = TimeSpan.FromSeconds(5);

    /// <summary>Whoever waits for identity to come back must not wait for long after it has.</summary>
    static readonly TimeSpan MinPauseWhileAway = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Without identity no token is issued, and every genuine one has ended within a quarter of an hour.
    /// </summary>
    internal static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(20);

    readonly SemaphoreSlim asking = new(1);
    volatile Dictionary<string, ECDsa> keys = [];
    volatile Exception? whyAway;
    long heardAt;
    long askedAt;

    public async Task<ECDsa?> FindAsync(string keyId, CancellationToken cancel)
    {
        if (FindWithin(FreshFor, keyId) is { } fresh)
        {
            return fresh;
        }
        // Callers whose key is known do not queue up behind the one who finds out whether identity is back.
        var usable = whyAway is null ? null : FindWithin(KnownFor, keyId);
        if (!await asking.WaitAsync(usable is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancel))
        {
            return usable;
        }
        try
        {
            var pause = whyAway is null ? MinPause : MinPauseWhileAway;
            if (FindWithin(FreshFor, keyId) is null && !IsWithin(pause, Volatile.Read(ref askedAt)))
            {
                await AskAsync(cancel);
            }
            return FindWithin(KnownFor, keyId) ?? (whyAway is { } why
                ? throw new HttpRequestException("Identity does not say which keys there are.", why)
                : null);
        }
        finally
        {
            asking.Release();
        }
    }

    ECDsa? FindWithin(TimeSpan age, string keyId) =>
        IsWithin(age, Volatile.Read(ref heardAt)) ? keys.GetValueOrDefault(keyId) : null;

    async Task AskAsync(CancellationToken cancel)
    {
        Volatile.Write(ref askedAt, clock.GetTimestamp());
        try
        {
            var published = await identity.GetStringAsync("/.well-known/jwks.json", cancel);
            keys = new JsonWebKeySet(published).Keys.Where(IsOurs).ToDictionary(key => key.KeyId, Import);
            Volatile.Write(ref heardAt, clock.GetTimestamp());
            whyAway = null;
        }
        catch (Exception exception) when (exception.IsFailure(cancel))
        {
            whyAway = exception;
            logger.LogWarning("Identity does not say which keys there are: {Reason}", exception.Message);
        }
    }

    bool IsWithin(TimeSpan span, long since) => since != 0 && clock.GetElapsedTime(since) < span;

    static bool IsOurs(JsonWebKey key) => key is
    {
        Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: JsonWebKeyECTypes.P256, KeyId.Length: > 0
    };

    static ECDsa Import(JsonWebKey key) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
    });

    public void Dispose() => asking.Dispose();
}
