using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Tills;

/// <summary>
/// Registers a device of a point of sale. One that waits with a code signs in with its own key, and there is
/// no secret at all; any other is handed out an OAuth client whose secret is never seen again.
/// </summary>
static class RegisterTill
{
    const int SecretBytes = 32;

    /// <param name="Name">
    /// What its point of sale calls it; left out with a code: what the device says.
    /// </param>
    /// <param name="DevicePublicKey">The key it signs with what it takes without network.</param>
    /// <param name="PairingCode">The eight digits that the device shows, instead of a key.</param>
    internal sealed record TillRequest(
        string? Name = null, string? DevicePublicKey = null, string? PairingCode = null);

    /// <param name="Id">The till.</param>
    /// <param name="Name">What it is called.</param>
    /// <param name="ClientId">As it signs in.</param>
    /// <param name="ClientSecret">Answered this once; null for a device that signs in with its key.</param>
    internal sealed record NewTill(Guid Id, string Name, string ClientId, string? ClientSecret);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/points-of-sale/{pointOfSaleId:guid}/tills", HandleAsync)
            .Describe(
                nameof(RegisterTill),
                "Register a device: by the code it shows, or as an OAuth client whose secret is answered "
                + "once.")
            .Creates()
            .Allow(Grants.Coordinator, Grants.Merchant);

    static async Task<Answer<NewTill>> HandleAsync(
        Guid pointOfSaleId, TillRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        if ((Examine(request) ?? OwnPointOfSale.RefuseUnless(caller, pointOfSaleId, Grants.Coordinator))
            is { } refused)
        {
            return refused;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var id = Guid.CreateVersion7();
        var isPaired = request.PairingCode is not null;
        var device = isPaired
            ? await TakeCodeAsync(work, id, request.PairingCode!)
            : new WaitingDevice(request.DevicePublicKey, request.Name!);
        if (device is null)
        {
            return CodeUnknown;
        }
        var name = string.IsNullOrWhiteSpace(request.Name) ? device.Label : request.Name;
        var clientId = $"till-{id:N}";
        if (await work.ExecuteAsync(InsertTill, new
        {
            work.Caisse, id, pointOfSaleId, name, clientId, device.DevicePublicKey, work.Now,
        }) == 0)
        {
            return Refusal.NotFound("point of sale", pointOfSaleId);
        }
        var secret = isPaired ? null : Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        await work.PublishAsync(new TillRegistered(
            work.Caisse, id, pointOfSaleId, name, clientId, secret is null ? null : DigestOf(secret),
            work.Now, device.DevicePublicKey));
        await work.AuditAsync("till.registered", id, null, new { pointOfSaleId, name, clientId, isPaired });
        await work.CommitAsync(cancel);
        return new Answer<NewTill>
        {
            Value = new NewTill(id, name, clientId, secret),
            Location = $"/v1/caisses/{work.Caisse}/points-of-sale/{pointOfSaleId}/tills",
        };
    }

    static Refusal? Examine(TillRequest request)
    {
        var check = new Check()
            .That(
                request.DevicePublicKey is null || DeviceKey.IsOne(request.DevicePublicKey),
                "devicePublicKey", DeviceKey.Form)
            .That(
                request.DevicePublicKey is null || request.PairingCode is null, "pairingCode",
                "goes without a key: the device has shown its own.")
            .That(
                request.PairingCode is null || PairingCode.Read(request.PairingCode) is not null,
                "pairingCode", "must be the eight digits that the device shows.");
        return (request.PairingCode is not null && string.IsNullOrEmpty(request.Name)
            ? check
            : check.Text(request.Name, "name")).Problem;
    }

    /// <summary>The device that shows the code, now this till; null when none does, or no longer.</summary>
    static Task<WaitingDevice?> TakeCodeAsync(Work work, Guid tillId, string typed) =>
        work.FindAsync<WaitingDevice>(
            TakeCode, new { work.Caisse, tillId, Code = PairingCode.Read(typed), work.Now });

    static string DigestOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));

    static Refusal CodeUnknown => Refusal.Unprocessable(
        "pairing-code-unknown",
        "No device shows this code, or not any more: read it again, or ask the device for another.") with
    {
        DetailInFrench =
            "Aucun appareil ne montre ce code, ou plus maintenant : relisez-le, ou demandez-en un autre à "
            + "l'appareil.",
    };

    sealed record WaitingDevice(string? DevicePublicKey, string Label);

    const string TakeCode =
        """
        update till_pairing set slug = @Caisse, till_id = @tillId
        where code = @Code and till_id is null and expires_at > @Now
        returning device_public_key, label
        """;

    const string InsertTill =
        """
        insert into till (
            caisse_id, till_id, point_of_sale_id, name, client_id, device_public_key, registered_at)
        select @Caisse, @id, point_of_sale_id, @name, @clientId, @DevicePublicKey, @Now
        from point_of_sale where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId
        """;
}
