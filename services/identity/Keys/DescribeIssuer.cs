using System.Text.Json.Serialization;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.Keys;

/// <summary>Tells standard clients where tokens and keys are (OpenID Connect Discovery, RFC 8414).</summary>
static class DescribeIssuer
{
    internal sealed record Issuer(
        [property: JsonPropertyName("issuer")] string Address,
        [property: JsonPropertyName("token_endpoint")] string TokenEndpoint,
        [property: JsonPropertyName("jwks_uri")] string KeysAddress,
        [property: JsonPropertyName("grant_types_supported")] IReadOnlyList<string> GrantTypes,
        [property: JsonPropertyName("response_types_supported")] IReadOnlyList<string> ResponseTypes,
        [property: JsonPropertyName("subject_types_supported")] IReadOnlyList<string> SubjectTypes,
        [property: JsonPropertyName("token_endpoint_auth_methods_supported")]
        IReadOnlyList<string> SignInMethods,
        [property: JsonPropertyName("id_token_signing_alg_values_supported")]
        IReadOnlyList<string> Algorithms,
        [property: JsonPropertyName("scopes_supported")] IReadOnlyList<string> Scopes);

    internal static void Map(WebApplication root) =>
        root.MapGet("/.well-known/openid-configuration", Handle)
            .Describe(nameof(DescribeIssuer), "Where tokens and keys are, for standard OAuth 2 clients.")
            .WithTags("Identity")
            .AllowAnonymous();

    static Answer<Issuer> Handle(IConfiguration configuration)
    {
        var address = Tokens.Issuer(configuration);
        var root = address.TrimEnd('/');
        return new Issuer(
            address, root + SigningIn.IssueToken.Address, root + PublishKeys.Address,
            [SigningIn.TokenRequest.ClientCredentials], [], ["public"],
            ["client_secret_basic", "client_secret_post"],
            ["ES256"], [.. Grants.StaffRoles, .. Grants.AppScopes, Grants.Till, Grants.Operator]);
    }
}
