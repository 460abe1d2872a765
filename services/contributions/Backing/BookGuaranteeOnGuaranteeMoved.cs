using Caisse.Contracts.Wallet;
using Caisse.Contributions.Domain;
using Caisse.Contributions.Journaling;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>
/// Books what the guarantee put into circulation: the fund owes it to points of sale, and is owed it by whom
/// it answered for; and the reverse when it comes back.
/// </summary>
sealed class BookGuaranteeOnGuaranteeMoved(Caisses caisses) : IHandle<GuaranteeMoved>
{
    public async Task HandleAsync(GuaranteeMoved moved, Work work, CancellationToken cancel)
    {
        var today = await caisses.TodayAsync(work, cancel);
        await work.LockFundAsync();
        var isNew = await work.ExecuteAsync(InsertMovement, moved);
        if (isNew == 1)
        {
            await work.PostAsync(Entry(moved, today), "guarantee", moved.TransferId);
            await work.AuditAsync("guarantee.booked", moved.TransferId, null, moved);
        }
    }

    static JournalEntry Entry(GuaranteeMoved moved, DateOnly today) => JournalEntry.Of(
        JournalEntry.GeneralJournal, today,
        moved.AmountCents > 0 ? "Avance de la garantie" : "Avance de la garantie récupérée",
        Movement.Debit(Accounts.GuaranteeAdvanced, moved.AmountCents),
        Movement.Credit(Accounts.MonaInCirculation, moved.AmountCents));

    const string InsertMovement =
        """
        insert into guarantee_movement (caisse_id, transfer_id, amount_cents, occurred_at)
        values (@Caisse, @TransferId, @AmountCents, @OccurredAt)
        on conflict do nothing
        """;
}
