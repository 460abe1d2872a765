using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Caisse.Identity.Keys;
using Caisse.ServiceDefaults;
using Dapper;
using Npgsql;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Gives a client a token for its secret (OAuth 2 client credentials, RFC 6749 section 4.4).
/// </summary>
static class IssueToken
{
    internal const string Address = "/oauth/token";

    /// <summary>How long a token is good for, and so how long a revoked client may still act.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The form, for the API description; it is read field by field since its errors have a form of their
    /// own.
    /// </summary>
    internal sealed record TokenForm(
        [property: JsonPropertyName("grant_type")] string GrantType,
        [property: JsonPropertyName("client_id")] string? ClientId = null,
        [property: JsonPropertyName("client_secret")] string? ClientSecret = null,
        [property: JsonPropertyName("scope")] string? Scope = null);

    internal sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresInSeconds,
        [property: JsonPropertyName("scope")] string Scope);

    internal static void Map(WebApplication root) =>
        root.MapPost(Address, HandleAsync)
            .Describe(
                nameof(IssueToken),
                "Sign in: a token for a client id and its secret, sent in the form or by HTTP Basic.")
            .Accepts<TokenForm>(TokenRequest.FormType)
            .Produces<TokenAnswer>()
            .Produces<TokenError>(StatusCodes.Status400BadRequest)
            .Produces<TokenError>(StatusCodes.Status401Unauthorized)
            .WithTags("Identity")
            .AllowAnonymous();

    static async Task<IResult> HandleAsync(
        HttpContext http, NpgsqlDataSource source, KeyRing ring, IConfiguration configuration,
        CancellationToken cancel)
    {
        var (request, error) = await TokenRequest.ReadAsync(http.Request, cancel);
        if (request is null)
        {
            return error!;
        }
        await using var connection = await source.OpenConnectionAsync(cancel);
        var client =
            await connection.QuerySingleOrDefaultAsync<ClientRow>(FindClient, new { request.ClientId });
        if (!ClientSecret.Matches(request.ClientSecret, client?.SecretSha256) || client is null)
        {
            return TokenError.InvalidClient;
        }
        if (request.Scopes.FirstOrDefault(scope => !client.Grants.Contains(scope)) is { } notGranted)
        {
            return TokenError.InvalidScope(notGranted);
        }
        var scopes = request.Scopes.Count > 0 ? [.. request.Scopes.Distinct()] : client.Grants;
        var key = await ring.CurrentAsync(cancel);
        var claims = Claims(client, scopes, Tokens.Issuer(configuration), TimeProvider.System.GetUtcNow());
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new TokenAnswer(
                AccessToken.Sign(claims, key.Key, key.KeyId), "Bearer", (int)Lifetime.TotalSeconds,
                string.Join(' ', scopes)),
            CaisseJson.Http);
    }

    static JsonObject Claims(
        ClientRow client, IReadOnlyList<string> scopes, string issuer, DateTimeOffset now)
    {
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["aud"] = AccessToken.Audience,
            ["sub"] = client.ClientId,
            [AccessToken.ClientId] = client.ClientId,
            ["name"] = client.Name,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["jti"] = Guid.CreateVersion7().ToString(),
            ["grants"] =
                new JsonArray([.. scopes.Select(scope => JsonValue.Create($"{client.CaisseId}:{scope}"))]),
        };
        if (client.MemberId is { } member)
        {
            claims["member"] = member.ToString();
        }
        if (client.PointOfSaleId is { } pointOfSale)
        {
            claims["point_of_sale"] = pointOfSale.ToString();
        }
        return claims;
    }

    sealed record ClientRow
    {
        public required string CaisseId { get; init; }
        public required string ClientId { get; init; }
        public required string SecretSha256 { get; init; }
        public required string Name { get; init; }
        public required string[] Grants { get; init; }
        public Guid? MemberId { get; init; }
        public Guid? PointOfSaleId { get; init; }
    }

    const string FindClient =
        """
        select caisse_id, client_id, secret_sha256, name, grants, member_id, point_of_sale_id
        from client_that_signs_in(@ClientId)
        """;
}
