using Caisse.Identity.Accounts;
using Caisse.Identity.Keys;
using Caisse.ServiceDefaults;
using OtpNet;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Code generators (RFC 6238: 30 seconds, one step either way, each step once) and the recovery codes for the
/// day the telephone is lost. Five wrong codes close it for a quarter of an hour.
/// </summary>
sealed class SecondFactors(Database database, Codes codes, KeyEncryption encryption)
{
    const int SecretBytes = 20;
    const int MaxFailures = 5;
    const int RecoveryCodes = 10;
    const int TypedLongest = 20;

    static readonly TimeSpan ClosedFor = TimeSpan.FromMinutes(15);
    static readonly VerificationWindow OneStepEitherWay = new(1, 1);

    readonly byte[] key = encryption.Derive("secrets of code generators");

    internal static string NewSecret() =>
        Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(SecretBytes));

    /// <summary>The step of the clock that a code is of; null when it is of none near now.</summary>
    internal static long? StepOf(byte[] secret, string typed) =>
        typed.Length <= TypedLongest
        && new Totp(secret).VerifyTotp(
            TimeProvider.System.GetUtcNow().UtcDateTime, Codes.Normalize(typed), out var step,
            OneStepEitherWay)
            ? step
            : null;

    internal async Task<bool> IsThereAsync(Guid accountId, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync("", IdentityService.Name, cancel);
        return await work.OneAsync<bool>(IsThere, new { accountId });
    }

    /// <summary>Adds a generator in place of any other; ten recovery codes, shown this once.</summary>
    internal async Task<IReadOnlyList<string>> AddAsync(
        Guid accountId, string caisse, byte[] secret, long step, CancellationToken cancel)
    {
        var made = Enumerable.Range(0, RecoveryCodes).Select(_ => Codes.MakeForRecovery()).ToList();
        var subject = Account.SubjectOf(accountId);
        await using var work = await database.BeginAsync(caisse, subject, cancel);
        await work.ExecuteAsync(Add, new
        {
            accountId,
            Sealed = SealedBox.Seal(key, secret, $"{accountId}"),
            step,
            Now = TimeProvider.System.GetUtcNow(),
            Hashes = made.Select(code => codes.Hash($"{accountId}", code)).ToArray(),
        });
        await work.AuditAsync("second-factor.added", subject);
        await work.CommitAsync(cancel);
        return made;
    }

    /// <summary>Whether a code of the generator or a recovery code is right; used up if it is.</summary>
    internal async Task<bool> UseAsync(Guid accountId, string typed, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync("", IdentityService.Name, cancel);
        var now = TimeProvider.System.GetUtcNow();
        var row = await work.FindAsync<FactorRow>(ReadForUpdate, new { accountId });
        if (row is null || (row.Failures >= MaxFailures && row.FailedAt > now - ClosedFor))
        {
            return false;
        }
        var isRight = StepOf(SealedBox.Open(key, row.SealedSecret, $"{accountId}"), typed) is { } step
            ? await work.ExecuteAsync(UseStep, new { accountId, step }) == 1
            : await work.ExecuteAsync(
                UseRecoveryCode,
                new { accountId, now, Hash = codes.Hash($"{accountId}", Codes.Normalize(typed)) }) == 1;
        if (!isRight)
        {
            var failures = row.FailedAt > now - ClosedFor ? row.Failures + 1 : 1;
            await work.ExecuteAsync(NoteFailure, new { accountId, failures, now });
        }
        await work.CommitAsync(cancel);
        return isRight;
    }

    sealed record FactorRow
    {
        public required byte[] SealedSecret { get; init; }
        public required int Failures { get; init; }
        public DateTimeOffset? FailedAt { get; init; }
    }

    const string IsThere = "select exists (select from second_factor where account_id = @accountId)";

    const string ReadForUpdate =
        """
        select sealed_secret, failures, failed_at from second_factor
        where account_id = @accountId for update
        """;

    const string Add =
        """
        delete from recovery_code where account_id = @accountId;
        insert into recovery_code (account_id, code_hmac) select @accountId, unnest(@Hashes);
        insert into second_factor (account_id, sealed_secret, last_step, added_at)
        values (@accountId, @Sealed, @step, @Now)
        on conflict (account_id) do update set
            sealed_secret = excluded.sealed_secret, last_step = excluded.last_step, failures = 0,
            added_at = excluded.added_at;
        """;

    const string UseStep =
        """
        update second_factor set last_step = @step, failures = 0
        where account_id = @accountId and last_step < @step
        """;

    const string UseRecoveryCode =
        """
        update recovery_code set used_at = @now
        where account_id = @accountId and code_hmac = @Hash and used_at is null
        """;

    const string NoteFailure =
        "update second_factor set failures = @failures, failed_at = @now where account_id = @accountId";
}
