using Dapper;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Caisse.Identity.Accounts;

/// <summary>
/// Passkeys of accounts, in the form in which ASP.NET Core checks them. Accounts are made and changed by
/// their own use cases, never through here.
/// </summary>
sealed class PasskeyStore(NpgsqlDataSource source, AccountRegister accounts) : IUserPasskeyStore<Account>
{
    const string DefaultName = "passkey";

    public async Task AddOrUpdatePasskeyAsync(
        Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(Upsert, new
        {
            passkey.CredentialId,
            user.AccountId,
            Name = passkey.Name ?? DefaultName,
            passkey.PublicKey,
            SignCount = (long)passkey.SignCount,
            Transports = passkey.Transports ?? [],
            passkey.IsUserVerified,
            passkey.IsBackupEligible,
            passkey.IsBackedUp,
            passkey.AttestationObject,
            passkey.ClientDataJson,
            passkey.CreatedAt,
            Now = TimeProvider.System.GetUtcNow(),
        });
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(
        Account user, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. (await connection.QueryAsync<PasskeyRow>(
            $"{Select} where account_id = @AccountId order by created_at limit 50", new { user.AccountId }))
            .Select(row => row.ToInfo())];
    }

    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var accountId = await connection.QuerySingleOrDefaultAsync<Guid?>(
            "select account_id from passkey where credential_id = @credentialId", new { credentialId });
        return accountId is { } known ? await accounts.FindAsync(known, cancellationToken) : null;
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(
        Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<PasskeyRow>(
            $"{Select} where account_id = @AccountId and credential_id = @credentialId",
            new { user.AccountId, credentialId }))?.ToInfo();
    }

    public async Task RemovePasskeyAsync(
        Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            "delete from passkey where account_id = @AccountId and credential_id = @credentialId",
            new { user.AccountId, credentialId });
    }

    public async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParse(userId, out var id) ? await accounts.FindAsync(id, cancellationToken) : null;

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        FindByIdAsync(normalizedUserName, cancellationToken);

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.AccountId.ToString());

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.AccountId.ToString());

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) =>
        GetUserNameAsync(user, cancellationToken);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) =>
        throw new NotSupportedException(NotHere);

    public Task SetNormalizedUserNameAsync(
        Account user, string? normalizedName, CancellationToken cancellationToken) =>
        throw new NotSupportedException(NotHere);

    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) =>
        throw new NotSupportedException(NotHere);

    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) =>
        throw new NotSupportedException(NotHere);

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) =>
        throw new NotSupportedException(NotHere);

    public void Dispose()
    {
        // Connections are given back after each call: nothing is held.
    }

    const string NotHere = "Accounts are made by invitations and changed on their own pages.";

    sealed record PasskeyRow
    {
        public required byte[] CredentialId { get; init; }
        public required string Name { get; init; }
        public required byte[] PublicKey { get; init; }
        public required long SignCount { get; init; }
        public required string[] Transports { get; init; }
        public required bool IsUserVerified { get; init; }
        public required bool IsBackupEligible { get; init; }
        public required bool IsBackedUp { get; init; }
        public required byte[] AttestationObject { get; init; }
        public required byte[] ClientDataJson { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }

        internal UserPasskeyInfo ToInfo() => new(
            CredentialId, PublicKey, CreatedAt, (uint)SignCount, Transports, IsUserVerified, IsBackupEligible,
            IsBackedUp, AttestationObject, ClientDataJson)
        {
            Name = Name,
        };
    }

    const string Select =
        """
        select credential_id, name, public_key, sign_count, transports, is_user_verified, is_backup_eligible,
            is_backed_up, attestation_object, client_data_json, created_at
        from passkey
        """;

    const string Upsert =
        """
        insert into passkey (
            credential_id, account_id, name, public_key, sign_count, transports, is_user_verified,
            is_backup_eligible, is_backed_up, attestation_object, client_data_json, created_at)
        values (
            @CredentialId, @AccountId, @Name, @PublicKey, @SignCount, @Transports, @IsUserVerified,
            @IsBackupEligible, @IsBackedUp, @AttestationObject, @ClientDataJson, @CreatedAt)
        on conflict (credential_id) do update set
            sign_count = excluded.sign_count, is_backed_up = excluded.is_backed_up,
            is_user_verified = excluded.is_user_verified, used_at = @Now
        where passkey.account_id = excluded.account_id
        """;
}
