using Caisse.ServiceDefaults;
using Dapper;
using Npgsql;

namespace Caisse.MerchantNetwork.Tills;

/// <summary>
/// A device that wants to be a till shows its public key and is given eight digits, which somebody of its
/// point of sale types. Its private key never leaves it, so nothing here is a secret.
/// </summary>
static class AskForPairing
{
    const int MostTries = 5;

    internal sealed record PairingRequest(string DevicePublicKey, string Label);

    internal sealed record PairingAnswer(Guid Id, string Code, DateTimeOffset ExpiresAt);

    internal static void Map(RouteGroupBuilder platform) => platform.MapPost("/till-pairings", HandleAsync)
        .Describe(nameof(AskForPairing), "Ask to be linked as a till; answers eight digits to show.")
        .Creates()
        .AllowAnonymous();

    static async Task<Answer<PairingAnswer>> HandleAsync(
        PairingRequest request, NpgsqlDataSource source, TimeProvider clock, CancellationToken cancel)
    {
        var check = new Check().Text(request.Label, "label").That(
            DeviceKey.IsOne(request.DevicePublicKey), "devicePublicKey", DeviceKey.Form);
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var connection = await source.OpenConnectionAsync(cancel);
        var now = clock.GetUtcNow();
        await connection.ExecuteAsync(ForgetOthers, new { now });
        for (var tries = 0; tries < MostTries; tries++)
        {
            var pairing = new PairingAnswer(
                Guid.CreateVersion7(), PairingCode.Make(), now + PairingCode.Lifetime);
            var inserted = await connection.ExecuteAsync(Insert, new
            {
                pairing.Id,
                pairing.Code,
                request.DevicePublicKey,
                request.Label,
                pairing.ExpiresAt,
            });
            if (inserted == 1)
            {
                return new Answer<PairingAnswer>
                {
                    Value = pairing,
                    Location = $"/v1/till-pairings/{pairing.Id}",
                };
            }
        }
        return Refusal.Later(
            "no-code-left", "Too many devices wait to be linked. Ask again.", TimeSpan.FromSeconds(1));
    }

    const string ForgetOthers = "delete from till_pairing where expires_at < @now";

    const string Insert =
        """
        insert into till_pairing (pairing_id, code, device_public_key, label, expires_at)
        values (@Id, @Code, @DevicePublicKey, @Label, @ExpiresAt)
        on conflict (code) do nothing
        """;
}
