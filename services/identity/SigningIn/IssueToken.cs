using System.Text.Json.Serialization;
using Caisse.Identity.Pages;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Gives tokens: to programs for their secret or key, to people and devices for a code or a refresh token.
/// OpenIddict has checked whatever was sent; what tokens say is read anew each time.
/// </summary>
static class IssueToken
{
    const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    /// <summary>The form, for the API description; OpenIddict reads it.</summary>
    internal sealed record TokenForm(
        [property: JsonPropertyName("grant_type")] string GrantType,
        [property: JsonPropertyName("client_id")] string? ClientId = null,
        [property: JsonPropertyName("client_secret")] string? ClientSecret = null,
        [property: JsonPropertyName("scope")] string? Scope = null,
        [property: JsonPropertyName("code")] string? Code = null,
        [property: JsonPropertyName("code_verifier")] string? CodeVerifier = null,
        [property: JsonPropertyName("redirect_uri")] string? RedirectUri = null,
        [property: JsonPropertyName("refresh_token")] string? RefreshToken = null,
        [property: JsonPropertyName("device_code")] string? DeviceCode = null);

    internal sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresInSeconds,
        [property: JsonPropertyName("scope")] string Scope,
        [property: JsonPropertyName("refresh_token")] string? RefreshToken = null,
        [property: JsonPropertyName("id_token")] string? IdToken = null);

    /// <summary>A refused token request, in the form of RFC 6749 section 5.2.</summary>
    internal sealed record TokenError(
        [property: JsonPropertyName("error")] string Code,
        [property: JsonPropertyName("error_description")] string Description);

    internal static void Map(WebApplication root) =>
        root.MapPost(Addresses.Token, HandleAsync)
            .Describe(
                nameof(IssueToken),
                "Sign in: a token for a client id and its secret, sent in the form or by HTTP Basic; or for "
                + "a code, a device code or a refresh token.")
            .Accepts<TokenForm>("application/x-www-form-urlencoded")
            .Produces<TokenAnswer>()
            .Produces<TokenError>(StatusCodes.Status400BadRequest)
            .Produces<TokenError>(StatusCodes.Status401Unauthorized)
            .WithTags("Identity")
            .AllowAnonymous();

    static async Task<IResult> HandleAsync(
        HttpContext http, ClientsThatSignIn clients, RefreshPerson person, IPlayedPeople people,
        CancellationToken cancel)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (request.IsClientCredentialsGrantType())
        {
            // OpenIddict has checked the secret a moment ago, so the client is there.
            return SignInClient((await clients.FindAsync(request.ClientId!, cancel))!, request.GetScopes());
        }
        if (request.GrantType == IPlayedPeople.GrantType)
        {
            var client = (await clients.FindAsync(request.ClientId!, cancel))!;
            return await people.ActAsync(request, client, cancel) is { } played
                ? Results.SignIn(played, null, Scheme)
                : Refuse(Errors.InvalidGrant, "Nobody was invited with this code, or not for this client.");
        }
        var sent = (await http.AuthenticateAsync(Scheme)).Principal!;
        var subject = sent.GetClaim(Claims.Subject)!;
        if (Accounts.Account.OfSubject(subject) is not null)
        {
            var fresh = await person.ReadAsync(sent, cancel);
            return fresh is null
                ? Refuse(Errors.InvalidGrant, "The person was signed out, or may no longer act here.")
                : Results.SignIn(fresh, null, Scheme);
        }
        // A device acts in its own name, whoever let it in.
        return await clients.FindAsync(subject, cancel) is { } device
            ? Results.SignIn(TokenClaims.OfClient(device, sent.GetScopes()), null, Scheme)
            : Refuse(Errors.InvalidGrant, "The device was shut out.");
    }

    static IResult SignInClient(ClientThatSignsIn client, IReadOnlyList<string> asked)
    {
        if (asked.FirstOrDefault(scope => !client.Grants.Contains(scope)) is { } notGranted)
        {
            return Refuse(Errors.InvalidScope, $"The client has no scope \"{notGranted}\".");
        }
        var scopes = asked.Count > 0 ? asked : client.Grants;
        return Results.SignIn(TokenClaims.OfClient(client, scopes.Distinct()), null, Scheme);
    }

    static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }), [Scheme]);
}
