using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Caisse.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Caisse.Portal.Tests;

/// <summary>
/// Stands in for identity as an OpenID provider, where one person is always signed in: checks the client's
/// secret and the proof key, gives out real tokens, and lets a refresh token be used once.
/// </summary>
sealed class FakeIdentity
{
    internal const string Secret = "a-secret-of-the-portal-that-only-tests-know";
    internal const string Person = "Nadia Ferrand";

    static readonly string[] ResponseTypes = ["code"];
    static readonly string[] Algorithms = ["ES256"];
    static readonly string[] ProofMethods = ["S256"];
    static readonly Guid Member = Guid.CreateVersion7();

    readonly ECDsaSecurityKey key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "id-token-key" };
    readonly ConcurrentDictionary<string, (string Challenge, string Nonce, string Caisse)> codes = [];
    readonly ConcurrentDictionary<string, string> refreshTokens = [];

    /// <summary>The public address, without a closing slash.</summary>
    internal string Issuer { get; set; } = "";

    /// <summary>What the person is in the caisse; nothing said, as tokens were before they named roles.</summary>
    internal IReadOnlyList<string> Roles { get; set; } = [];

    internal int TokenLifetimeSeconds { get; set; } = 900;

    /// <summary>The person's session was ended: no token is renewed.</summary>
    internal bool HasEnded { get; set; }

    internal int Refreshed { get; private set; }

    internal int RefusedRefreshes { get; private set; }

    internal void Map(WebApplication app)
    {
        app.MapGet("/.well-known/openid-configuration", Discover);
        app.MapGet("/oauth/keys", () => Results.Json(new { keys = new[] { PublicKey() } }));
        app.MapGet("/oauth/authorize", Authorize);
        app.MapPost("/oauth/token", TokenAsync);
        app.MapGet("/oauth/logout", (HttpRequest request) => Results.Redirect(
            $"{request.Query["post_logout_redirect_uri"]}?state={request.Query["state"]}"));
    }

    IResult Discover() => Results.Json(new
    {
        issuer = $"{Issuer}/",
        authorization_endpoint = $"{Issuer}/oauth/authorize",
        token_endpoint = $"{Issuer}/oauth/token",
        end_session_endpoint = $"{Issuer}/oauth/logout",
        jwks_uri = $"{Issuer}/oauth/keys",
        response_types_supported = ResponseTypes,
        id_token_signing_alg_values_supported = Algorithms,
        code_challenge_methods_supported = ProofMethods,
    });

    IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["code_challenge_method"] != "S256" || query["redirect_uri"] != $"{Issuer}/signin-oidc")
        {
            return Results.BadRequest("Neither proof key nor the portal's address.");
        }
        var code = RandomText();
        codes[code] = (query["code_challenge"]!, query["nonce"]!, query["caisse"].ToString());
        return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"]!)}");
    }

    async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (form["client_secret"] != Secret)
        {
            return Refuse("invalid_client");
        }
        if (form["grant_type"] == "refresh_token")
        {
            return Renew(form["refresh_token"]!);
        }
        var isKnown = codes.TryRemove(form["code"].ToString(), out var code);
        var proof = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!)));
        return isKnown && proof == code.Challenge ? Give(code.Nonce, code.Caisse) : Refuse("invalid_grant");
    }

    IResult Renew(string token)
    {
        if (HasEnded || !refreshTokens.TryRemove(token, out var caisse))
        {
            RefusedRefreshes++;
            return Refuse("invalid_grant");
        }
        Refreshed++;
        return Give(null, caisse);
    }

    IResult Give(string? nonce, string caisse)
    {
        caisse = caisse.Length > 0 ? caisse : "mauguio";
        var refresh = RandomText();
        refreshTokens[refresh] = caisse;
        return Results.Json(new
        {
            token_type = "Bearer",
            access_token = TestIdentity.Token([$"{caisse}:member"], "account:nadia", Member, issuer: Issuer),
            id_token = IdToken(nonce, caisse),
            refresh_token = refresh,
            expires_in = TokenLifetimeSeconds,
        });
    }

    string IdToken(string? nonce, string caisse)
    {
        var claims = new ClaimsIdentity(
        [
            new Claim("sub", "account:nadia"), new Claim("name", Person), new Claim("caisse", caisse),
            .. Roles.Select(role => new Claim("grants", $"{caisse}:{role}")),
            .. nonce is null ? [] : new[] { new Claim("nonce", nonce) },
        ]);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = $"{Issuer}/",
            Audience = "portal",
            Subject = claims,
            Expires = TimeProvider.System.GetUtcNow().AddMinutes(15).UtcDateTime,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
        });
    }

    object PublicKey()
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new
        {
            kty = "EC",
            crv = "P-256",
            kid = key.KeyId,
            alg = "ES256",
            use = "sig",
            x = Base64Url.EncodeToString(point.X),
            y = Base64Url.EncodeToString(point.Y),
        };
    }

    static IResult Refuse(string error) => Results.Json(new { error }, statusCode: StatusCodes.Status400BadRequest);

    static string RandomText() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
}
