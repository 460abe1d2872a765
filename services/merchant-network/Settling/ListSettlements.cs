using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Settling;

/// <summary>Lists the settlements of a caisse, the newest first.</summary>
static class ListSettlements
{
    internal sealed record SettlementEntry(
        Guid Id, DateOnly Until, string State, DateTime RequestedAt, DateTime? IssuedAt, long GrossCents,
        long RefundsCents, long FeeCents, long NetCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/settlements", HandleAsync)
            .Describe(nameof(ListSettlements), "The settlements, the newest first.")
            .Allow(Grants.Treasurer, Grants.ReadMerchants);

    static async Task<Answer<Page<SettlementEntry>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var filter = new { work.Caisse, page.AfterId, page.Fetch };
        var rows = await work.ListAsync<SettlementEntry>(ReadSettlements, filter);
        return page.Of(rows, settlement => settlement.Id);
    }

    const string ReadSettlements =
        """
        select settlement_id as id, until, state, requested_at, issued_at, gross_cents, refunds_cents,
               fee_cents, net_cents
        from settlement
        where caisse_id = @Caisse and (@AfterId::uuid is null or settlement_id < @AfterId)
        order by settlement_id desc
        limit @Fetch
        """;
}
