using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Caisse.ServiceDefaults;

/// <summary>Reads the bearer token of a request; each service verifies tokens itself.</summary>
sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    ISigningKeys keys, VerifiedTokens verified, IConfiguration configuration)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "Bearer";

    const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }
        var (token, now) = (header[Prefix.Length..].Trim(), TimeProvider.System.GetUtcNow());
        if (verified.Find(token, now) is { } known)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(known, SchemeName));
        }
        var (claims, problem) = await AccessToken.VerifyAsync(
            token, Tokens.Issuer(configuration), now,
            keyId => keys.FindAsync(keyId, Context.RequestAborted));
        if (claims is not { } genuine)
        {
            return AuthenticateResult.Fail(problem);
        }
        var principal = Principal(genuine);
        verified.Note(token, principal, AccessToken.Expires(genuine));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    static ClaimsPrincipal Principal(JsonElement claims) => new(new ClaimsIdentity(
        claims.EnumerateObject().SelectMany(claim => claim.Value.ValueKind == JsonValueKind.Array
            ? claim.Value.EnumerateArray().Select(value => new Claim(claim.Name, value.ToString()))
            : [new Claim(claim.Name, claim.Value.ToString())]), SchemeName, "name", "grants"));

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        Response.Headers.WWWAuthenticate = "Bearer";
        var detail = result.Failure?.Message
            ?? "Send a header Authorization: Bearer with a token from POST /oauth/token.";
        await new Refusal(StatusCodes.Status401Unauthorized, "not-signed-in", detail).ExecuteAsync(Context);
    }
}

/// <summary>Settings of tokens that identity and those who verify share.</summary>
public static class Tokens
{
    /// <summary>The issuer in tokens: the platform's public address, <c>Tokens:Issuer</c>.</summary>
    public static string Issuer(IConfiguration configuration) =>
        configuration.GetValue("Tokens:Issuer", "http://localhost:8080")!;
}
