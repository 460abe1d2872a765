using Dapper;
using Npgsql;

namespace Caisse.Identity.SigningIn;

/// <summary>A client that was not shut out, of whatever caisse.</summary>
sealed record ClientThatSignsIn
{
    public required string CaisseId { get; init; }
    public required string ClientId { get; init; }
    public string? SecretSha256 { get; init; }

    /// <summary>A JSON Web Key, for a client that proves itself with a key instead of a secret.</summary>
    public string? PublicKey { get; init; }

    public required string Name { get; init; }
    public required string[] Grants { get; init; }
    public Guid? MemberId { get; init; }
    public Guid? PointOfSaleId { get; init; }
    public required string[] RedirectUris { get; init; }
    public required string[] AfterSignOutUris { get; init; }

    /// <summary>Whether it is the platform's own, so that nobody is asked for consent.</summary>
    public bool IsFirstParty { get; init; }
}

/// <summary>Finds clients for one request, each once.</summary>
sealed class ClientsThatSignIn(NpgsqlDataSource source)
{
    const int LongestClientId = 200;

    readonly Dictionary<string, ClientThatSignsIn?> found = [];

    /// <summary>The client with this id; null when there is none, or it was shut out.</summary>
    internal async Task<ClientThatSignsIn?> FindAsync(string clientId, CancellationToken cancel)
    {
        if (!IsId(clientId))
        {
            return null;
        }
        if (!found.TryGetValue(clientId, out var client))
        {
            await using var connection = await source.OpenConnectionAsync(cancel);
            client = await connection.QuerySingleOrDefaultAsync<ClientThatSignsIn>(Find, new { clientId });
            found[clientId] = client;
        }
        return client;
    }

    /// <summary>
    /// Ids are printable ASCII (RFC 6749 appendix A), which the database can always be asked about.
    /// </summary>
    static bool IsId(string text) =>
        text.Length is > 0 and <= LongestClientId && text.All(letter => letter is >= ' ' and <= '~');

    const string Find =
        """
        select caisse_id, client_id, secret_sha256, public_key, name, grants, member_id, point_of_sale_id,
            redirect_uris, after_sign_out_uris, is_first_party
        from client_that_signs_in(@clientId)
        """;
}
