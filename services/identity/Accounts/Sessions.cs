using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Caisse.ServiceDefaults;
using Dapper;
using Npgsql;

namespace Caisse.Identity.Accounts;

/// <summary>Where a person is signed in.</summary>
sealed record Session
{
    public required Guid SessionId { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>How they proved who they are (RFC 8176, and <c>invitation</c>, <c>demo</c>).</summary>
    public required string[] Amr { get; init; }

    public required string Device { get; init; }
    public required DateTimeOffset SignedInAt { get; init; }
    public required DateTimeOffset SeenAt { get; init; }
}

/// <summary>
/// Sessions of browsers with identity: a random key in a cookie, its hash in the database, where a session
/// can be ended from anywhere.
/// </summary>
sealed class Sessions(NpgsqlDataSource source, SealedCookie cookies)
{
    /// <summary>Who moves money or gives rights signs in every day; others once a month.</summary>
    internal static readonly TimeSpan ForStaff = TimeSpan.FromHours(12), ForOthers = TimeSpan.FromDays(30);

    const string Cookie = "connexion";
    const int KeyBytes = 32;
    const int LongestDevice = 200;

    static readonly object Found = new();

    /// <summary>The session of a request; null when its sender is not signed in.</summary>
    internal async Task<Session?> OfAsync(HttpContext http)
    {
        if (http.Items.TryGetValue(Found, out var known))
        {
            return (Session?)known;
        }
        Session? session = null;
        if (http.Request.Cookies[cookies.NameOf(Cookie)] is { Length: > 0 } key)
        {
            await using var connection = await source.OpenConnectionAsync(http.RequestAborted);
            session = await connection.QuerySingleOrDefaultAsync<Session>(
                FindAndNote, new { Hash = HashOf(key), Now = TimeProvider.System.GetUtcNow() });
        }
        http.Items[Found] = session;
        return session;
    }

    /// <summary>Signs a browser in; the key goes into its cookie. The caller commits.</summary>
    internal async Task<Guid> StartAsync(
        HttpContext http, Work work, Guid accountId, IReadOnlyList<string> amr, bool isStaff)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        var now = TimeProvider.System.GetUtcNow();
        var row = new
        {
            SessionId = Guid.CreateVersion7(),
            Hash = HashOf(key),
            accountId,
            Amr = amr.ToArray(),
            Device = DeviceOf(http),
            now,
            Until = now + (isStaff ? ForStaff : ForOthers),
        };
        await work.ExecuteAsync(Insert, row);
        http.Response.Cookies.Append(cookies.NameOf(Cookie), key, cookies.Options(row.Until));
        return row.SessionId;
    }

    /// <summary>A session that tokens were made in; null when it has ended.</summary>
    internal async Task<Session?> FindAsync(Guid sessionId, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<Session>(
            Find, new { sessionId, Now = TimeProvider.System.GetUtcNow() });
    }

    internal async Task<IReadOnlyList<Session>> ListAsync(Guid accountId, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<Session>(
            List, new { accountId, Now = TimeProvider.System.GetUtcNow() })).AsList();
    }

    internal void Forget(HttpContext http) => cookies.Remove(http, Cookie);

    static string DeviceOf(HttpContext http)
    {
        var agent = new string([.. http.Request.Headers.UserAgent.ToString().Where(c => !char.IsControl(c))]);
        return agent.Length > LongestDevice ? agent[..LongestDevice] : agent;
    }

    static string HashOf(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>When a browser was last seen is noted once in five minutes, not with every page.</summary>
    const string FindAndNote =
        """
        with noted as (
            update session set seen_at = @Now
            where key_sha256 = @Hash and seen_at < @Now - interval '5 minutes')
        select session_id, account_id, amr, device, signed_in_at, seen_at from session
        where key_sha256 = @Hash and ended_at is null and expires_at > @Now
        """;

    const string Insert =
        """
        insert into session (
            session_id, key_sha256, account_id, amr, device, signed_in_at, seen_at, expires_at)
        values (@SessionId, @Hash, @accountId, @Amr, @Device, @now, @now, @Until)
        """;

    const string Find =
        """
        select session_id, account_id, amr, device, signed_in_at, seen_at from session
        where session_id = @sessionId and ended_at is null and expires_at > @Now
        """;

    const string List =
        """
        select session_id, account_id, amr, device, signed_in_at, seen_at from session
        where account_id = @accountId and ended_at is null and expires_at > @Now
        order by seen_at desc limit 50
        """;

    /// <summary>Ends one session of an account, or all of them.</summary>
    internal const string End =
        """
        update session set ended_at = @Now
        where account_id = @accountId and ended_at is null
            and (@sessionId::uuid is null or session_id = @sessionId)
        """;
}
