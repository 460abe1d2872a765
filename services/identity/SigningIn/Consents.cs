using Caisse.Identity.Accounts;
using Caisse.ServiceDefaults;
using Dapper;
using Npgsql;

namespace Caisse.Identity.SigningIn;

/// <summary>What people have agreed that apps of others may do in their name.</summary>
sealed class Consents(Database database, NpgsqlDataSource source, SealedCookie cookies)
{
    const string Cookie = "refus";

    internal async Task<bool> IsGivenAsync(
        Account account, ClientThatSignsIn client, IReadOnlyList<string> roles, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<bool>(
            IsGiven, new { account.AccountId, client.ClientId, Roles = roles.ToArray() });
    }

    internal async Task GiveAsync(
        Guid accountId, ClientThatSignsIn client, IReadOnlyList<string> roles, CancellationToken cancel)
    {
        var subject = Account.SubjectOf(accountId);
        await using var work = await database.BeginAsync(client.CaisseId, subject, cancel);
        await work.ExecuteAsync(Give, new
        {
            accountId,
            client.ClientId,
            Roles = roles.ToArray(),
            Now = TimeProvider.System.GetUtcNow(),
        });
        await work.AuditAsync("consent.given", client.ClientId, null, new { subject, roles });
        await work.CommitAsync(cancel);
    }

    /// <summary>Notes a "no", for the one request that asked.</summary>
    internal void Refuse(HttpContext http, ClientThatSignsIn client) =>
        cookies.Write(http, Cookie, new Refused(client.ClientId));

    internal bool WasRefused(HttpContext http, ClientThatSignsIn client)
    {
        var was = cookies.Read<Refused>(http, Cookie)?.ClientId == client.ClientId;
        cookies.Remove(http, Cookie);
        return was;
    }

    sealed record Refused(string ClientId);

    const string IsGiven =
        """
        select exists (
            select from app_consent
            where account_id = @AccountId and client_id = @ClientId and scopes @> @Roles)
        """;

    const string Give =
        """
        insert into app_consent (account_id, client_id, scopes, given_at)
        values (@accountId, @ClientId, @Roles, @Now)
        on conflict (account_id, client_id) do update set
            scopes = excluded.scopes, given_at = excluded.given_at
        """;
}
