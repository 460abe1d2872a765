using Caisse.Contracts.Wallet;
using Caisse.Contributions.Accounting.Journaling;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>
/// Books MonA that the guarantee brought into circulation: points of sale will be reimbursed for it as for
/// any other, and until it is paid back there is a claim instead of a charge.
/// </summary>
[Consumer("BookGuaranteeOnGuaranteeMoved")]
sealed class BookGuaranteeOnGuaranteeMoved : IHandle<GuaranteeMoved>
{
    const string Source = "guarantee";

    public async Task HandleAsync(GuaranteeMoved moved, Work work, CancellationToken cancel)
    {
        var today = work.Today;
        await work.LockFundAsync();
        if (!await work.OneAsync<bool>(IsBooked, new { work.Caisse, Source, moved.MovementId }))
        {
            await work.PostAsync(Entry(moved, today), Source, moved.MovementId);
            await work.AuditAsync("guarantee.booked", moved.MovementId, null, moved);
        }
    }

    static JournalEntry Entry(GuaranteeMoved moved, DateOnly today) => JournalEntry.Of(
        JournalEntry.GeneralJournal, today,
        moved.AmountCents > 0 ? "MonA avancée par la garantie" : "MonA rendue à la garantie",
        Movement.Debit(Accounts.OwedToGuarantee, moved.AmountCents),
        Movement.Credit(Accounts.MonaInCirculation, moved.AmountCents));

    const string IsBooked =
        """
        select exists (
            select from journal_entry
            where caisse_id = @Caisse and source = @Source and source_id = @MovementId)
        """;
}
