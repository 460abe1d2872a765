using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace Caisse.Portal.SigningIn;

/// <summary>
/// Who is signed in. The cookie holds a random key; the table holds its SHA-256 and the ticket, protected:
/// whoever reads the table can neither sign in nor read a token.
/// </summary>
sealed class Sessions(NpgsqlDataSource source, IDataProtectionProvider protection, TimeProvider clock)
    : ITicketStore
{
    const int KeyBytes = 32;

    readonly IDataProtector seal = protection.CreateProtector("session");

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(ForgetEnded, new { Now = clock.GetUtcNow() });
        await connection.ExecuteAsync(Write, Row(key, ticket));
        return key;
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        await using var connection = await source.OpenConnectionAsync();
        // A session that was ended meanwhile does not come back.
        await connection.ExecuteAsync(Rewrite, Row(key, ticket));
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        await using var connection = await source.OpenConnectionAsync();
        var ticket = await connection.QuerySingleOrDefaultAsync<byte[]>(
            Read, new { Digest = Digest(key), Now = clock.GetUtcNow() });
        return ticket is null ? null : TicketSerializer.Default.Deserialize(seal.Unprotect(ticket));
    }

    public async Task RemoveAsync(string key)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "delete from session where key_digest = @Digest", new { Digest = Digest(key) });
    }

    object Row(string key, AuthenticationTicket ticket) => new
    {
        Digest = Digest(key),
        Ticket = seal.Protect(TicketSerializer.Default.Serialize(ticket)),
        ExpiresAt = (ticket.Properties.ExpiresUtc ?? clock.GetUtcNow()).ToUniversalTime(),
    };

    static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    const string ForgetEnded = "delete from session where expires_at < @Now";

    const string Write =
        "insert into session (key_digest, ticket, expires_at) values (@Digest, @Ticket, @ExpiresAt)";

    const string Rewrite =
        "update session set ticket = @Ticket, expires_at = @ExpiresAt where key_digest = @Digest";

    const string Read = "select ticket from session where key_digest = @Digest and expires_at > @Now";
}
