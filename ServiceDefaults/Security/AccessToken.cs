using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Access tokens: JSON Web Tokens (RFC 9068) signed with ES256 (RFC 7518 section 3.4) and nothing else, so
/// there is no algorithm to confuse.
/// </summary>
public static class AccessToken
{
    /// <summary>The audience all services of the platform share.</summary>
    public const string Audience = "caisse";

    /// <summary>The one algorithm tokens are signed with.</summary>
    public const string Algorithm = "ES256";

    /// <summary>What the header's <c>typ</c> says of an access token, and of no other token.</summary>
    public const string Type = "at+jwt";

    /// <summary>The claim that names the client the token was issued to.</summary>
    public const string ClientId = "client_id";

    /// <summary>Signs claims.</summary>
    public static string Sign(JsonObject claims, ECDsa key, string keyId)
    {
        ArgumentNullException.ThrowIfNull(claims);
        return Sign(new JsonObject { ["alg"] = Algorithm, ["typ"] = Type, ["kid"] = keyId }, claims, key);
    }

    /// <summary>Signs claims under a given header.</summary>
    public static string Sign(JsonObject header, JsonObject claims, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    static string Encode(JsonObject json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
