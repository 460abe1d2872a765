using Caisse.ServiceDefaults;
using Dapper;
using Npgsql;

namespace Caisse.MerchantNetwork.Tills;

/// <summary>
/// Tells a device that waits whether it was linked, and where it stands then. Whoever knows the id made the
/// request; who the till is, it proves with its key each time it signs in.
/// </summary>
static class ReadPairing
{
    internal sealed record PairedTill(
        string Caisse, Guid TillId, string ClientId, string Name, Guid PointOfSaleId, string PointOfSaleName);

    /// <param name="State"><c>waiting</c>, <c>expired</c> or <c>paired</c>.</param>
    internal sealed record PairingState(Guid Id, string State, DateTimeOffset ExpiresAt, PairedTill? Till);

    internal static void Map(RouteGroupBuilder platform) =>
        platform.MapGet("/till-pairings/{pairingId:guid}", HandleAsync)
            .Describe(nameof(ReadPairing), "Whether a device was linked, and where it stands.")
            .AllowAnonymous();

    static async Task<Answer<PairingState>> HandleAsync(
        Guid pairingId, NpgsqlDataSource source, Database database, Caller caller, TimeProvider clock,
        CancellationToken cancel)
    {
        if (await FindAsync(source, pairingId, cancel) is not { } pairing)
        {
            return new Refusal(
                StatusCodes.Status404NotFound, "not-found", "There is no such request, or it is too old.");
        }
        if (pairing is not { Slug: { } slug, TillId: { } tillId })
        {
            var state = pairing.ExpiresAt <= clock.GetUtcNow() ? "expired" : "waiting";
            return new PairingState(pairingId, state, pairing.ExpiresAt, null);
        }
        await using var work = await database.BeginAsync(slug, caller.Subject, cancel);
        var till = await work.OneAsync<PairedTill>(ReadTill, new { work.Caisse, tillId });
        return new PairingState(pairingId, "paired", pairing.ExpiresAt, till);
    }

    static async Task<PairingRow?> FindAsync(
        NpgsqlDataSource source, Guid pairingId, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<PairingRow>(Read, new { pairingId });
    }

    sealed record PairingRow(DateTimeOffset ExpiresAt, string? Slug, Guid? TillId);

    const string Read = "select expires_at, slug, till_id from till_pairing where pairing_id = @pairingId";

    const string ReadTill =
        """
        select till.caisse_id as caisse, till_id, client_id, till.name, point_of_sale_id,
            place.name as point_of_sale_name
        from till join point_of_sale as place using (caisse_id, point_of_sale_id)
        where till.caisse_id = @Caisse and till_id = @tillId
        """;
}
