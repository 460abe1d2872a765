using Caisse.Contracts.Wallet;
using Caisse.Contributions.Accounting.Journaling;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>
/// Turns what was set aside for a run into MonA in circulation; what was set aside and not issued is free
/// again. What was issued is booked whatever was heard before: the books say what is.
/// </summary>
[Consumer("BookAllocationOnRunCompleted")]
sealed class BookAllocationOnRunCompleted : IHandle<AllocationRunCompleted>
{
    public async Task HandleAsync(AllocationRunCompleted completed, Work work, CancellationToken cancel)
    {
        var today = work.Today;
        await work.LockFundAsync();
        var before = await work.FindAsync<Reservation>(ReadReservation, new { work.Caisse, completed.RunId });
        if (before?.State == "completed")
        {
            return;
        }
        var reservedCents = before?.State == "reserved" ? before.RequestedCents : 0;
        var purpose = completed.Purpose ?? before?.Purpose;
        await work.ExecuteAsync(
            UpsertReservation,
            new { work.Caisse, completed.RunId, completed.Period, completed.TotalCents, purpose });
        await work.PostAsync(
            Entry(completed, IssueLabel.Issued(purpose, completed.Period), reservedCents, today),
            "allocation", completed.RunId);
        await work.AuditAsync(
            "allocation.booked", completed.RunId, new { reservedCents },
            new { completed.TotalCents, completed.Households });
    }

    static JournalEntry Entry(
        AllocationRunCompleted completed, string label, long reservedCents, DateOnly today) =>
        JournalEntry.Of(
        JournalEntry.GeneralJournal, today, label,
        Movement.Debit(Accounts.MonaReserved, reservedCents),
        Movement.Credit(Accounts.MonaInCirculation, completed.TotalCents),
        Movement.Debit(Accounts.Allocations, completed.TotalCents - reservedCents));

    sealed record Reservation(string State, long RequestedCents, string? Purpose);

    const string ReadReservation =
        """
        select state, requested_cents, purpose from reservation where caisse_id = @Caisse and run_id = @RunId
        """;

    const string UpsertReservation =
        """
        insert into reservation (caisse_id, run_id, period, state, requested_cents, issued_cents, purpose)
        values (@Caisse, @RunId, @Period, 'completed', @TotalCents, @TotalCents, @purpose)
        on conflict (caisse_id, run_id) do update set
            state = 'completed', issued_cents = excluded.issued_cents, purpose = excluded.purpose
        """;
}
