using Caisse.Contracts.MerchantNetwork;
using Caisse.Contributions.Accounting.Journaling;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>
/// Books what points of sale are reimbursed: MonA leaves circulation, euros leave the bank, the fee stays as
/// income. Treated as paid on the settlement's day, since no bank statement is read yet.
/// </summary>
[Consumer("PaySettlementOnIssued")]
sealed class PaySettlementOnIssued : IHandle<SettlementIssued>
{
    public async Task HandleAsync(SettlementIssued issued, Work work, CancellationToken cancel)
    {
        var paidOn = work.KnownCaisse.DayOf(issued.OccurredAt);
        await work.LockFundAsync();
        var isNew = await work.ExecuteAsync(InsertSettlement, new
        {
            work.Caisse,
            issued.SettlementId,
            issued.GrossCents,
            issued.RefundsCents,
            issued.FeeCents,
            issued.NetCents,
            paidOn,
        });
        if (isNew == 1)
        {
            await work.PostAsync(Entry(issued, paidOn), "settlement", issued.SettlementId);
            await work.AuditAsync("settlement.paid", issued.SettlementId, null, issued);
        }
    }

    static JournalEntry Entry(SettlementIssued issued, DateOnly paidOn) => JournalEntry.Of(
        JournalEntry.BankJournal, paidOn, $"Remboursement des points de vente {issued.SettlementId}",
        Movement.Debit(Accounts.MonaInCirculation, issued.GrossCents - issued.RefundsCents),
        Movement.Credit(Accounts.Bank, issued.NetCents),
        Movement.Credit(Accounts.Fees, issued.FeeCents));

    const string InsertSettlement =
        """
        insert into settlement (
            caisse_id, settlement_id, gross_cents, refunds_cents, fee_cents, net_cents, paid_on)
        values (@Caisse, @SettlementId, @GrossCents, @RefundsCents, @FeeCents, @NetCents, @paidOn)
        on conflict do nothing
        """;
}
