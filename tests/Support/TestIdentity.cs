using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Caisse.Support;

/// <summary>
/// Stands in for identity in tests of other services: publishes a real key set and signs real tokens.
/// </summary>
public static class TestIdentity
{
    const string KeyId = "test-key";

    static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    static readonly Lazy<Task<string>> Server = new(StartAsync);

    /// <summary>Where the key set is published.</summary>
    public static Task<string> AddressAsync() => Server.Value;

    /// <summary>
    /// A token with grants such as "montpellier:treasurer", valid for ten minutes unless told otherwise.
    /// </summary>
    public static string Token(
        IEnumerable<string> grants, string subject = "test-client", Guid? memberId = null,
        Guid? pointOfSaleId = null,
        DateTimeOffset? expires = null, string issuer = "http://localhost:8080", ECDsa? signedWith = null,
        DateTimeOffset? from = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["aud"] = AccessToken.Audience,
            ["sub"] = subject,
            [AccessToken.ClientId] = subject,
            ["name"] = subject,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = (from ?? now).ToUnixTimeSeconds(),
            ["exp"] = (expires ?? now.AddMinutes(10)).ToUnixTimeSeconds(),
            ["jti"] = Guid.CreateVersion7().ToString(),
            ["grants"] = new JsonArray([.. grants.Select(grant => (JsonNode)grant)]),
        };
        if (memberId is not null)
        {
            claims["member"] = memberId.ToString();
        }
        if (pointOfSaleId is not null)
        {
            claims["point_of_sale"] = pointOfSaleId.ToString();
        }
        return AccessToken.Sign(claims, signedWith ?? Key, KeyId);
    }

    static async Task<string> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var point = Key.ExportParameters(includePrivateParameters: false).Q;
        var keys = new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["kid"] = KeyId,
                ["x"] = Base64Url.EncodeToString(point.X!),
                ["y"] = Base64Url.EncodeToString(point.Y!),
            }),
        };
        app.MapGet("/.well-known/jwks.json", () => Results.Text(keys.ToJsonString(), "application/json"));
        await app.StartAsync();
        return app.Urls.First();
    }
}
