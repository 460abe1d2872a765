using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Caisse.Contracts.MerchantNetwork;
using Caisse.MerchantNetwork.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.RegisteringTills;

/// <summary>
/// Registers a device of a point of sale and hands out its OAuth client, whose secret is never seen again.
/// </summary>
static class RegisterTill
{
    const int SecretBytes = 32;

    internal sealed record TillRequest(string Name, string? DevicePublicKey = null);

    internal sealed record NewTill(Guid Id, string Name, string ClientId, string ClientSecret);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/points-of-sale/{pointOfSaleId:guid}/tills", HandleAsync)
            .Describe(nameof(RegisterTill), "Register a device; answers its OAuth client, once.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<NewTill>> HandleAsync(
        Guid pointOfSaleId, TillRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        var check = new Check().Text(request.Name, "name").That(
            request.DevicePublicKey is null || DeviceKey.IsOne(request.DevicePublicKey), "devicePublicKey",
            "must be an ECDSA P-256 public key: SubjectPublicKeyInfo in base64.");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var id = Guid.CreateVersion7();
        var clientId = $"till-{id:N}";
        var till = new { work.Caisse, id, pointOfSaleId, request.Name, clientId, work.Now };
        if (await work.ExecuteAsync(InsertTill, till) == 0)
        {
            return Refusal.NotFound("point of sale", pointOfSaleId);
        }
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
        await work.PublishAsync(new TillRegistered(
            work.Caisse, id, pointOfSaleId, request.Name, clientId, digest, work.Now,
            request.DevicePublicKey));
        await work.AuditAsync("till.registered", id, null, new { pointOfSaleId, request.Name, clientId });
        await work.CommitAsync(cancel);
        return new Answer<NewTill>
        {
            Value = new NewTill(id, request.Name, clientId, secret),
            Location = $"/v1/caisses/{work.Caisse}/points-of-sale/{pointOfSaleId}/tills",
        };
    }

    const string InsertTill =
        """
        insert into till (caisse_id, till_id, point_of_sale_id, name, client_id, registered_at)
        select @Caisse, @id, point_of_sale_id, @Name, @clientId, @Now
        from point_of_sale where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId
        """;
}
