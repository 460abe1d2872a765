using System.Buffers.Text;
using System.Text.Json.Serialization;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.Keys;

/// <summary>Publishes the public keys that tokens are verified with (RFC 7517).</summary>
static class PublishKeys
{
    internal const string Address = "/.well-known/jwks.json";

    internal sealed record KeySet(IReadOnlyList<PublicKey> Keys);

    internal sealed record PublicKey(
        [property: JsonPropertyName("kty")] string KeyType, [property: JsonPropertyName("use")] string Use,
        [property: JsonPropertyName("alg")] string Algorithm,
        [property: JsonPropertyName("kid")] string KeyId,
        [property: JsonPropertyName("crv")] string Curve, string X, string Y);

    internal static void Map(WebApplication root) =>
        root.MapGet(Address, HandleAsync)
            .Describe(
                nameof(PublishKeys), "The public keys that tokens are signed with, as a JSON Web Key Set.")
            .WithTags("Identity")
            .AllowAnonymous();

    static async Task<Answer<KeySet>> HandleAsync(KeyRing ring, CancellationToken cancel) =>
        new KeySet([.. (await ring.PublishedAsync(cancel)).Select(Publish)]);

    static PublicKey Publish(SigningKey key)
    {
        var point = key.Key.ExportParameters(includePrivateParameters: false).Q;
        return new PublicKey(
            "EC", "sig", "ES256", key.KeyId, "P-256",
            Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }
}
