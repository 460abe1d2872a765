using System.Text.Json.Serialization;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// A refused token request, in the form of RFC 6749 section 5.2 that standard clients read.
/// </summary>
/// <param name="Code">One of the standard's words.</param>
/// <param name="Description">For a developer.</param>
sealed record TokenError(
    [property: JsonPropertyName("error")] string Code,
    [property: JsonPropertyName("error_description")] string Description) : IResult
{
    const string WrongClient = "invalid_client";

    /// <summary>The same words for an unknown client, a wrong secret and a revoked client.</summary>
    internal static TokenError InvalidClient { get; } =
        new(WrongClient, "The client or its secret is not known.");

    internal static TokenError InvalidRequest(string description) => new("invalid_request", description);

    internal static TokenError InvalidScope(string scope) =>
        new("invalid_scope", $"The client has no scope \"{scope}\".");

    internal static TokenError UnsupportedGrantType { get; } =
        new("unsupported_grant_type", $"Only {TokenRequest.ClientCredentials} is supported.");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.CacheControl = "no-store";
        if (Code == WrongClient)
        {
            httpContext.Response.Headers.WWWAuthenticate = "Basic realm=\"caisse\", charset=\"UTF-8\"";
        }
        var status = Code == WrongClient
            ? StatusCodes.Status401Unauthorized
            : StatusCodes.Status400BadRequest;
        return Results.Json(this, CaisseJson.Http, statusCode: status).ExecuteAsync(httpContext);
    }
}
