using Caisse.MerchantNetwork.Tills;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Settling;

/// <summary>What a point of sale was reimbursed, settlement by settlement, the newest first.</summary>
static class ListOwnSettlements
{
    internal sealed record OwnSettlement(
        Guid Id, DateOnly Until, DateTime IssuedAt, long GrossCents, long RefundsCents, long FeeCents,
        long NetCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/points-of-sale/{pointOfSaleId:guid}/settlements", HandleAsync)
            .Describe(nameof(ListOwnSettlements), "What a point of sale was reimbursed, the newest first.")
            .Allow(Grants.Treasurer, Grants.ReadMerchants, Grants.Merchant);

    static async Task<Answer<Page<OwnSettlement>>> HandleAsync(
        Guid pointOfSaleId, [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        var refused = page.Problem ?? OwnPointOfSale.RefuseUnless(
            caller, pointOfSaleId, Grants.Treasurer, Grants.ReadMerchants);
        if (refused is not null)
        {
            return refused;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var filter = new { work.Caisse, pointOfSaleId, page.AfterId, page.Fetch };
        return await work.OneAsync<bool>(OwnPointOfSale.Exists, filter)
            ? page.Of(await work.ListAsync<OwnSettlement>(Read, filter), settlement => settlement.Id)
            : Refusal.NotFound("point of sale", pointOfSaleId);
    }

    const string Read =
        """
        select settlement_id as id, until, issued_at, line.gross_cents, line.refunds_cents, line.fee_cents,
            line.net_cents
        from settlement_line as line join settlement using (caisse_id, settlement_id)
        where caisse_id = @Caisse and line.point_of_sale_id = @pointOfSaleId
          and (@AfterId::uuid is null or settlement_id < @AfterId)
        order by settlement_id desc
        limit @Fetch
        """;
}
