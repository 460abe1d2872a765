using System.Security.Cryptography;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.Keys;

/// <summary>
/// Makes the next signing key a day before it is used, and destroys those whose last token has expired.
/// </summary>
sealed class RotateKeys(Database database, KeyEncryption encryption, ILogger<RotateKeys> logger)
    : BackgroundService
{
    const int KeyIdBytes = 8;

    /// <summary>The platform's own work is for no caisse.</summary>
    const string NoCaisse = "";

    /// <summary>The first round ends before the service listens: it never answers without a key.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RotateAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(KeySchedule.Round);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RotateAsync(stoppingToken);
            }
            catch (Exception exception) when (exception.IsFailure(stoppingToken))
            {
                logger.LogWarning(
                    exception, "Signing keys were not rotated; next round in {Pause}", KeySchedule.Round);
            }
        }
    }

    /// <summary>
    /// Destroys what is over and makes what is due; several instances at once make one key.
    /// </summary>
    internal async Task RotateAsync(CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var work = await database.BeginAsync(NoCaisse, IdentityService.Name, cancel);
        await work.ExecuteAsync(OneInstanceAtATime);
        await work.ExecuteAsync(DestroyWithdrawn, new { now });
        var lastUntil = await work.FindAsync<DateTime?>(ReadLastUntil);
        if (KeySchedule.Due(lastUntil, now) is { } due)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var keyId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyIdBytes));
            var encrypted = encryption.Encrypt(keyId, key.ExportPkcs8PrivateKey());
            await work.ExecuteAsync(
                InsertKey, new { keyId, encrypted, due.From, due.Until, due.WithdrawnAt });
            logger.LogInformation(
                "Signing key {KeyId} made, used from {From} until {Until}", keyId, due.From, due.Until);
        }
        await work.CommitAsync(cancel);
    }

    const string OneInstanceAtATime = "lock table signing_key in exclusive mode";

    const string DestroyWithdrawn = "delete from signing_key where withdrawn_at <= @now";

    const string ReadLastUntil = "select max(used_until) from signing_key";

    const string InsertKey =
        """
        insert into signing_key (key_id, encrypted_private_key, used_from, used_until, withdrawn_at)
        values (@keyId, @encrypted, @From, @Until, @WithdrawnAt)
        """;
}
