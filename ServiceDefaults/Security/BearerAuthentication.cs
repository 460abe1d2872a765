using System.Runtime.ExceptionServices;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Reads the bearer token of a request; each service verifies tokens itself, with the framework's handler. A
/// token verified a moment ago is not verified again.
/// </summary>
sealed class BearerAuthentication(
    IOptionsMonitor<JwtBearerOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    VerifiedTokens verified)
    : JwtBearerHandler(options, logger, encoder)
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
        var token = header[Prefix.Length..].Trim();
        if (verified.Find(token) is { } known)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(known, SchemeName));
        }
        var result = await base.HandleAuthenticateAsync();
        if (result.Failure is KeyLookupException)
        {
            // Nothing is wrong with the token, as far as anyone knows.
            ExceptionDispatchInfo.Throw(result.Failure);
        }
        if (result is { Succeeded: true, Ticket.Properties.ExpiresUtc: { } expires })
        {
            verified.Note(token, result.Principal, expires);
        }
        return result;
    }

    /// <summary>The framework's header (RFC 6750), and why in problem details.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await base.HandleChallengeAsync(properties);
        var failure = (await HandleAuthenticateOnceSafeAsync()).Failure;
        var (detail, inFrench) = Explain(failure);
        await new Refusal(StatusCodes.Status401Unauthorized, "not-signed-in", detail)
        {
            DetailInFrench = inFrench,
        }.ExecuteAsync(Context);
    }

    static (string Detail, string InFrench) Explain(Exception? failure) => failure switch
    {
        null => (
            "Send a header Authorization: Bearer with a token from POST /oauth/token.",
            "Envoyez un en-tête Authorization: Bearer avec un jeton obtenu par POST /oauth/token."),
        SecurityTokenExpiredException => ("The token has expired.", "Le jeton a expiré."),
        SecurityTokenNotYetValidException =>
            ("The token is not valid yet.", "Le jeton n'est pas encore valable."),
        SecurityTokenInvalidIssuerException or SecurityTokenInvalidAudienceException => (
            "The token was issued for another platform.", "Le jeton a été émis pour une autre plateforme."),
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidAlgorithmException => (
            "The token is not signed with a key of this platform.",
            "Le jeton n'est pas signé avec une clé de cette plateforme."),
        SecurityTokenInvalidSignatureException =>
            ("The token's signature is wrong.", "La signature du jeton est fausse."),
        SecurityTokenMalformedException =>
            ("The token is not a JSON Web Token.", "Le jeton n'est pas un jeton JWT."),
        _ => ("The token is not an access token.", "Le jeton n'est pas un jeton d'accès."),
    };
}
