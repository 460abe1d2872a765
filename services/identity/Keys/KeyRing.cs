using System.Security.Cryptography;
using Caisse.ServiceDefaults;
using Dapper;
using Npgsql;

namespace Caisse.Identity.Keys;

/// <summary>A key of the platform, private part included.</summary>
sealed record SigningKey(
    string KeyId, ECDsa Key, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset WithdrawnAt);

/// <summary>
/// The signing keys as the database has them, kept for a short while. Instances agree because all go by the
/// times stored. Key times are the machine's, never those a request claims.
/// </summary>
sealed class KeyRing(NpgsqlDataSource source, KeyEncryption encryption) : ISigningKeys, IDisposable
{
    /// <summary>
    /// A key that is withdrawn is refused everywhere within a minute: here after so long, by verifiers soon
    /// after that.
    /// </summary>
    internal static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(10);

    /// <summary>Tokens with invented key ids must not become queries.</summary>
    static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim loading = new(1);
    volatile Dictionary<string, SigningKey> keys = [];
    DateTimeOffset loadedAt = DateTimeOffset.MinValue;

    /// <summary>The keys that are published, as last read: the one that signs now comes first.</summary>
    internal IReadOnlyList<SigningKey> SigningOrder()
    {
        var now = TimeProvider.System.GetUtcNow();
        return
        [
            .. keys.Values.Where(key => now < key.WithdrawnAt)
                .OrderByDescending(key => key.From <= now && now < key.Until)
                .ThenByDescending(key => key.From),
        ];
    }

    /// <summary>Changes when other keys are published or another one signs.</summary>
    internal string State => string.Join(' ', SigningOrder().Select(key => key.KeyId));

    /// <summary>Reads the keys now.</summary>
    internal Task LoadAsync(CancellationToken cancel) =>
        LoadUnlessLoadedWithinAsync(TimeSpan.Zero, cancel);

    /// <summary>The key that signs now.</summary>
    /// <exception cref="InvalidOperationException">There is none, because rotation has been failing for a
    /// month.</exception>
    internal async Task<SigningKey> CurrentAsync(CancellationToken cancel)
    {
        await LoadUnlessLoadedWithinAsync(FreshFor, cancel);
        var now = TimeProvider.System.GetUtcNow();
        return keys.Values.Where(key => key.From <= now && now < key.Until).MaxBy(key => key.From)
            ?? throw new InvalidOperationException(
                "There is no key to sign with; see why keys are not rotated.");
    }

    /// <summary>
    /// The keys that verifiers should know: those that sign now or soon, and those whose tokens may still be
    /// about.
    /// </summary>
    internal async Task<IReadOnlyList<SigningKey>> PublishedAsync(CancellationToken cancel)
    {
        await LoadUnlessLoadedWithinAsync(FreshFor, cancel);
        var now = TimeProvider.System.GetUtcNow();
        return [.. keys.Values.Where(key => now < key.WithdrawnAt).OrderBy(key => key.From)];
    }

    /// <inheritdoc />
    public async Task<ECDsa?> FindAsync(string keyId, CancellationToken cancel)
    {
        await LoadUnlessLoadedWithinAsync(keys.ContainsKey(keyId) ? FreshFor : ShortestPause, cancel);
        return keys.TryGetValue(keyId, out var key) && TimeProvider.System.GetUtcNow() < key.WithdrawnAt
            ? key.Key
            : null;
    }

    async Task LoadUnlessLoadedWithinAsync(TimeSpan age, CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (now - loadedAt < age)
        {
            return;
        }
        await loading.WaitAsync(cancel);
        try
        {
            if (now - loadedAt >= age)
            {
                await using var connection = await source.OpenConnectionAsync(cancel);
                var rows = await connection.QueryAsync<KeyRow>(ReadKeys);
                keys = rows.Select(row => keys.GetValueOrDefault(row.KeyId) ?? Open(row))
                    .ToDictionary(key => key.KeyId);
                loadedAt = now;
            }
        }
        finally
        {
            loading.Release();
        }
    }

    SigningKey Open(KeyRow row)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(encryption.Decrypt(row.KeyId, row.EncryptedPrivateKey), out _);
        return new SigningKey(row.KeyId, key, row.UsedFrom, row.UsedUntil, row.WithdrawnAt);
    }

    public void Dispose() => loading.Dispose();

    sealed record KeyRow(
        string KeyId, byte[] EncryptedPrivateKey, DateTimeOffset UsedFrom, DateTimeOffset UsedUntil,
        DateTimeOffset WithdrawnAt);

    const string ReadKeys =
        "select key_id, encrypted_private_key, used_from, used_until, withdrawn_at from signing_key";
}
