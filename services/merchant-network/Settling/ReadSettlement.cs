using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Settling;

/// <summary>Shows a settlement: how far it is, and once issued what each point of sale is paid.</summary>
static class ReadSettlement
{
    /// <summary>All lines of any fund of today; a longer settlement is read on with its cursor.</summary>
    const int LinesUnlessAsked = 500;

    internal sealed record Line(
        Guid PointOfSaleId, string Name, long GrossCents, long RefundsCents, long FeeCents, long NetCents);

    internal sealed record SettlementAnswer(
        Guid Id, DateOnly Until, string State, DateTime RequestedAt, DateTime? IssuedAt, int? FeeBasisPoints,
        long GrossCents, long RefundsCents, long FeeCents, long NetCents, IReadOnlyList<Line> Lines,
        string? Next);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/settlements/{settlementId:guid}", HandleAsync)
            .Describe(nameof(ReadSettlement), "State, totals and lines; the net is paid in euros.")
            .Allow(Grants.Treasurer, Grants.ReadMerchants);

    static async Task<Answer<SettlementAnswer>> HandleAsync(
        Guid settlementId, [AsParameters] PageRequest asked, Caller caller, Database database,
        CancellationToken cancel)
    {
        var page = new PageRequest { Limit = asked.Limit ?? LinesUnlessAsked, After = asked.After };
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.FindAsync<SettlementRow>(ReadRow, new { work.Caisse, settlementId }) is not { } row)
        {
            return Refusal.NotFound("settlement", settlementId);
        }
        var filter = new { work.Caisse, settlementId, page.AfterId, page.Fetch };
        var lines = page.Of(await work.ListAsync<Line>(ReadLines, filter), line => line.PointOfSaleId);
        return new SettlementAnswer(
            settlementId, row.Until, row.State, row.RequestedAt, row.IssuedAt, row.FeeBasisPoints,
            row.GrossCents, row.RefundsCents, row.FeeCents, row.NetCents, lines.Items, lines.Next);
    }

    sealed record SettlementRow(
        DateOnly Until, string State, DateTime RequestedAt, DateTime? IssuedAt, int? FeeBasisPoints,
        long GrossCents, long RefundsCents, long FeeCents, long NetCents);

    const string ReadRow =
        """
        select until, state, requested_at, issued_at, fee_basis_points, gross_cents, refunds_cents,
               fee_cents, net_cents
        from settlement where caisse_id = @Caisse and settlement_id = @settlementId
        """;

    const string ReadLines =
        """
        select point_of_sale_id, point.name, line.gross_cents, line.refunds_cents, line.fee_cents,
               line.net_cents
        from settlement_line line
        join point_of_sale point using (caisse_id, point_of_sale_id)
        where caisse_id = @Caisse and settlement_id = @settlementId
          and (@AfterId::uuid is null or point_of_sale_id > @AfterId)
        order by point_of_sale_id
        limit @Fetch
        """;
}
