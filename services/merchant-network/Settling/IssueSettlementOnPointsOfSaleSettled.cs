using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Settling;

/// <summary>
/// Makes a settlement final once the ledger says what each point of sale is owed: the fee by the terms in
/// force on its last day, the rest in euros. Where no decision ever set terms there is no fee.
/// </summary>
[Consumer("IssueSettlementOnPointsOfSaleSettled")]
sealed class IssueSettlementOnPointsOfSaleSettled : IHandle<PointsOfSaleSettled>
{
    public async Task HandleAsync(PointsOfSaleSettled happened, Work work, CancellationToken cancel)
    {
        var asked = new { work.Caisse, happened.SettlementId };
        var settlement = await work.FindAsync<SettlementRow>(LockSettlement, asked)
            ?? throw new InvalidOperationException(
                $"MonA was taken out of circulation for settlement {happened.SettlementId}, not known here.");
        if (settlement.State == SettlementState.Issued)
        {
            return;
        }
        var terms = await work.RuleOnAsync(settlement.Until, SetSettlementTerms.UntilDecided);
        var lines = happened.Lines
            .Select(line => SettlementLine.Of(
                line.PointOfSaleId, line.GrossCents, line.RefundsCents, terms.FeeBasisPoints))
            .ToList();
        await InsertAsync(work, happened.SettlementId, lines);
        var issued = new SettlementIssued(
            work.Caisse, happened.SettlementId, lines.Sum(line => line.GrossCents),
            lines.Sum(line => line.RefundsCents), lines.Sum(line => line.FeeCents),
            lines.Sum(line => line.NetCents), work.Now);
        await work.ExecuteAsync(MarkIssued, new
        {
            work.Caisse,
            issued.SettlementId,
            work.Now,
            terms.FeeBasisPoints,
            issued.GrossCents,
            issued.RefundsCents,
            issued.FeeCents,
            issued.NetCents,
        });
        await work.PublishAsync(issued);
        await work.AuditAsync(
            "settlement.issued", issued.SettlementId, new { settlement.State },
            new { terms.FeeBasisPoints, issued.NetCents });
    }

    static async Task InsertAsync(Work work, Guid settlementId, List<SettlementLine> lines)
    {
        var inserted = await work.ExecuteAsync(InsertLines, new
        {
            work.Caisse,
            settlementId,
            Ids = lines.Select(line => line.PointOfSaleId).ToArray(),
            Gross = lines.Select(line => line.GrossCents).ToArray(),
            Refunds = lines.Select(line => line.RefundsCents).ToArray(),
            Fees = lines.Select(line => line.FeeCents).ToArray(),
            Nets = lines.Select(line => line.NetCents).ToArray(),
        });
        if (inserted != lines.Count)
        {
            throw new InvalidOperationException(
                $"{inserted} of {lines.Count} lines of settlement {settlementId} name a point of sale here.");
        }
    }

    sealed record SettlementRow(DateOnly Until, string State);

    const string LockSettlement =
        """
        select until, state from settlement
        where caisse_id = @Caisse and settlement_id = @SettlementId for update
        """;

    const string InsertLines =
        """
        insert into settlement_line (
            caisse_id, settlement_id, point_of_sale_id, legal_name, iban, gross_cents, refunds_cents,
            fee_cents, net_cents)
        select caisse_id, @settlementId, point_of_sale_id, legal_name, iban, gross, refunds, fee, net
        from unnest(@Ids, @Gross, @Refunds, @Fees, @Nets) as line (id, gross, refunds, fee, net)
        join point_of_sale on caisse_id = @Caisse and point_of_sale_id = line.id
        """;

    const string MarkIssued =
        """
        update settlement
        set state = 'issued', issued_at = @Now, fee_basis_points = @FeeBasisPoints, gross_cents = @GrossCents,
            refunds_cents = @RefundsCents, fee_cents = @FeeCents, net_cents = @NetCents
        where caisse_id = @Caisse and settlement_id = @SettlementId
        """;
}
