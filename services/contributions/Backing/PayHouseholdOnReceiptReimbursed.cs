using Caisse.Contracts.Wallet;
using Caisse.Contributions.Accounting.Journaling;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>
/// Books what a household is paid back for a receipt: MonA leaves circulation, euros leave the bank. Treated
/// as paid on the day of the approval, since no bank statement is read yet.
/// </summary>
[Consumer("PayHouseholdOnReceiptReimbursed")]
sealed class PayHouseholdOnReceiptReimbursed : IHandle<ReceiptReimbursed>
{
    public async Task HandleAsync(ReceiptReimbursed reimbursed, Work work, CancellationToken cancel)
    {
        var paidOn = work.KnownCaisse.DayOf(reimbursed.OccurredAt);
        await work.LockFundAsync();
        var isNew = await work.ExecuteAsync(InsertReimbursement, new
        {
            work.Caisse,
            reimbursed.ClaimId,
            reimbursed.HouseholdId,
            reimbursed.MonaCents,
            paidOn,
        });
        if (isNew == 1)
        {
            await work.PostAsync(Entry(reimbursed, paidOn), "reimbursement", reimbursed.ClaimId);
            await work.AuditAsync("reimbursement.paid", reimbursed.ClaimId, null, reimbursed);
        }
    }

    static JournalEntry Entry(ReceiptReimbursed reimbursed, DateOnly paidOn) => JournalEntry.Of(
        JournalEntry.BankJournal, paidOn, $"Remboursement d'un ticket {reimbursed.ClaimId}",
        Movement.Debit(Accounts.MonaInCirculation, reimbursed.MonaCents),
        Movement.Credit(Accounts.Bank, reimbursed.MonaCents));

    const string InsertReimbursement =
        """
        insert into reimbursement (caisse_id, claim_id, household_id, amount_cents, paid_on)
        values (@Caisse, @ClaimId, @HouseholdId, @MonaCents, @paidOn)
        on conflict do nothing
        """;
}
