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
    ISigningKeys keys, IConfiguration configuration)
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
        var (claims, problem) = await AccessToken.VerifyAsync(
            header[Prefix.Length..].Trim(), Tokens.Issuer(configuration), TimeProvider.System.GetUtcNow(),
            keyId => keys.FindAsync(keyId, Context.RequestAborted));
        return claims is { } genuine
            ? AuthenticateResult.Success(new AuthenticationTicket(Principal(genuine), SchemeName))
            : AuthenticateResult.Fail(problem);
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
