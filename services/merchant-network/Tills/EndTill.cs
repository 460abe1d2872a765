using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Tills;

/// <summary>Ends a device for ever: a lost telephone can sign in no more.</summary>
static class EndTill
{
    internal sealed record EndedTill(Guid Id, string Name, DateTimeOffset EndedAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/tills/{tillId:guid}/end", HandleAsync)
            .Describe(nameof(EndTill), "End a device for ever; it can sign in no more.")
            .Allow(Grants.Coordinator, Grants.Merchant);

    static async Task<Answer<EndedTill>> HandleAsync(
        Guid tillId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var till = await work.FindAsync<TillRow>(Find, new { work.Caisse, tillId });
        if (till is null
            || OwnPointOfSale.RefuseUnless(caller, till.PointOfSaleId, Grants.Coordinator) is not null)
        {
            return Refusal.NotFound("till", tillId);
        }
        if (till.EndedAt is { } before)
        {
            return new EndedTill(tillId, till.Name, before);
        }
        await work.ExecuteAsync(End, new { work.Caisse, tillId, work.Now });
        await work.PublishAsync(
            new TillEnded(work.Caisse, tillId, till.PointOfSaleId, till.ClientId, work.Now));
        await work.AuditAsync(
            "till.ended", tillId, new { till.PointOfSaleId, till.Name, till.WaitingCount }, null);
        await work.CommitAsync(cancel);
        return new EndedTill(tillId, till.Name, work.Now);
    }

    sealed record TillRow(
        Guid PointOfSaleId, string Name, string ClientId, int WaitingCount, DateTimeOffset? EndedAt);

    const string Find =
        """
        select point_of_sale_id, name, client_id, waiting_count, ended_at from till
        where caisse_id = @Caisse and till_id = @tillId for update
        """;

    const string End =
        "update till set ended_at = @Now where caisse_id = @Caisse and till_id = @tillId";
}
