using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Access tokens: JSON Web Tokens signed with ES256 (RFC 7519, RFC 7518 section 3.4) and nothing else, so
/// there is no algorithm to confuse.
/// </summary>
public static class AccessToken
{
    /// <summary>The audience all services of the platform share.</summary>
    public const string Audience = "caisse";

    const int LongestTokenCharacters = 16 * 1024;

    /// <summary>How far clocks of two machines may be apart.</summary>
    static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>Signs claims.</summary>
    public static string Sign(JsonObject claims, ECDsa key, string keyId)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(key);
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = keyId };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The claims of a token that is genuine and in date; otherwise null and the reason.</summary>
    /// <param name="token">The token as sent.</param>
    /// <param name="issuer">Who must have issued it.</param>
    /// <param name="now">The real time.</param>
    /// <param name="findKey">The public key with an id, or null.</param>
    public static async Task<(JsonElement? Claims, string Problem)> VerifyAsync(
        string token, string issuer, DateTimeOffset now, Func<string, Task<ECDsa?>> findKey)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(findKey);
        var parts = token.Length > LongestTokenCharacters ? [] : token.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } claims
            || !Base64Url.IsValid(parts[2]))
        {
            return (null, "The token is not a JSON Web Token.");
        }
        if (Text(header, "alg") != "ES256"
            || Text(header, "kid") is not { } keyId
            || await findKey(keyId) is not { } key)
        {
            return (null, "The token is not signed with a key of this platform.");
        }
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        if (!key.VerifyData(signed, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256))
        {
            return (null, "The token's signature is wrong.");
        }
        var problem = Text(claims, "iss")?.TrimEnd('/') != issuer.TrimEnd('/')
            || Text(claims, "aud") != Audience
            ? "The token was issued for another platform."
            : Instant(claims, "exp") + ClockSkew < now ? "The token has expired."
            : Instant(claims, "nbf") - ClockSkew > now ? "The token is not valid yet."
            : "";
        return problem.Length == 0 ? (claims, "") : (null, problem);
    }

    /// <summary>When a token ends.</summary>
    internal static DateTimeOffset Expires(JsonElement claims) => Instant(claims, "exp");

    static string Encode(JsonObject json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    static JsonElement? Decode(string part)
    {
        try
        {
            return Base64Url.IsValid(part)
                && JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part))
                    is { ValueKind: JsonValueKind.Object } json
                ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    static DateTimeOffset Instant(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var seconds) && seconds is >= 0 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.MinValue + ClockSkew;
}
