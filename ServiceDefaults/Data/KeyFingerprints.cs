using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Extensions.Configuration;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Keeps with the data which keys it was written under. Under another key, what is sealed could not be
/// opened, and what is looked for by digest would not be found; so the service does not start.
/// </summary>
sealed class KeyFingerprints(
    string service, Migrator migrator, IReadOnlyList<Setting<byte[]>> keys, IConfiguration configuration)
{
    const int FingerprintBytes = 16;

    /// <summary>Notes the keys that are new to the data, all in one transaction.</summary>
    /// <exception cref="WrongSettingsException">The data was written under another key.</exception>
    internal async Task CheckAsync(CancellationToken cancel)
    {
        if (keys.Count == 0)
        {
            return;
        }
        await using var connection = await migrator.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(OneInstanceAtATime, transaction: transaction);
        var kept = (await connection.QueryAsync<(string Setting, byte[] Fingerprint)>(
            ReadAll, transaction: transaction)).ToDictionary(row => row.Setting, row => row.Fingerprint);
        var other = keys.Where(key => kept.TryGetValue(key.Name, out var fingerprint)
            && !CryptographicOperations.FixedTimeEquals(fingerprint, FingerprintOf(key))).ToList();
        if (other.Count > 0)
        {
            throw WrongSettingsException.Of(service, [.. other.Select(key =>
                $"{key.Variable} is not the key that the data in the database was written under "
                + $"({key.Purpose}). Set the one of before.")]);
        }
        await connection.ExecuteAsync(
            Insert,
            keys.Where(key => !kept.ContainsKey(key.Name))
                .Select(key => new { key.Name, Fingerprint = FingerprintOf(key) }), transaction);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>It says nothing of the key, and is another one for the same key under another name.</summary>
    byte[] FingerprintOf(Setting<byte[]> key) => HMACSHA256.HashData(
        key.Of(configuration), Encoding.UTF8.GetBytes($"fingerprint of {key.Name}"))[..FingerprintBytes];

    const string OneInstanceAtATime = "lock table key_fingerprint in exclusive mode";

    const string ReadAll = "select setting, fingerprint from key_fingerprint";

    const string Insert = "insert into key_fingerprint (setting, fingerprint) values (@Name, @Fingerprint)";
}
