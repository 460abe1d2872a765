using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Lets a till sign in with the secret its point of sale was given, of which only the hash is known here, or
/// with the device's own key where it has no secret.
/// </summary>
[Consumer("LetTillSignInOnTillRegistered")]
sealed class LetTillSignInOnTillRegistered : IHandle<TillRegistered>
{
    public async Task HandleAsync(TillRegistered happened, Work work, CancellationToken cancel)
    {
        var isNew = await work.ExecuteAsync(
            InsertTill,
            new
            {
                work.Caisse,
                happened.ClientId,
                happened.SecretSha256,
                PublicKey = happened.SecretSha256 is null ? JsonWebKeyOf(happened.DevicePublicKey!) : null,
                happened.Name,
                Grants.Till,
                happened.PointOfSaleId,
                work.Now,
            });
        if (isNew == 1)
        {
            await work.AuditAsync(
                "till.admitted", happened.TillId, null, new { happened.ClientId, happened.PointOfSaleId });
        }
    }

    /// <summary>The same key in the form in which clients' keys are kept (RFC 7518 section 6.2).</summary>
    static string JsonWebKeyOf(string subjectPublicKeyInfo)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(subjectPublicKeyInfo), out _);
        var point = key.ExportParameters(false).Q;
        return JsonSerializer.Serialize(new
        {
            kty = "EC",
            crv = "P-256",
            alg = "ES256",
            use = "sig",
            x = Base64Url.EncodeToString(point.X),
            y = Base64Url.EncodeToString(point.Y),
        });
    }

    const string InsertTill =
        """
        insert into oauth_client (
            caisse_id, client_id, secret_sha256, public_key, name, grants, point_of_sale_id, created_at)
        values (
            @Caisse, @ClientId, @SecretSha256, @PublicKey::jsonb, @Name, array[@Till], @PointOfSaleId, @Now)
        on conflict do nothing
        """;
}
