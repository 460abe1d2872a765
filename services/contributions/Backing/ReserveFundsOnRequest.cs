using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;
using Caisse.Contributions.Accounting.Journaling;
using Caisse.Contributions.Domain;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>
/// Sets the euros of an allocation run, a supplement or vouchers of the fund aside before their MonA is
/// issued, or refuses with what is missing. A run is decided once: asked again, it gets the same answer; a
/// refused one may come back as another run. A preview is told the same and sets nothing aside.
/// </summary>
[Consumer("ReserveFundsOnRequest")]
sealed class ReserveFundsOnRequest : IHandle<FundsReservationRequested>
{
    public async Task HandleAsync(FundsReservationRequested requested, Work work, CancellationToken cancel)
    {
        var today = work.Today;
        await work.LockFundAsync();
        if (await work.FindAsync<Reservation>(
            ReadReservation, new { work.Caisse, requested.RunId }) is { } earlier)
        {
            await AnswerAsync(work, requested, earlier);
            return;
        }
        var balances = await FundBalances.ReadAsync(work, today);
        var ratio = await work.RuleOnAsync(today, SetBackingRatio.UntilDecided);
        var shortfallCents = BackingRule.ShortfallCents(
            balances.Position, ratio.Percent, requested.AmountCents);
        var reservation = new Reservation(
            shortfallCents == 0 ? "reserved" : "refused", requested.AmountCents, shortfallCents);
        if (!requested.IsPreview)
        {
            await ReserveAsync(work, requested, reservation, today, balances);
        }
        await AnswerAsync(work, requested, reservation);
    }

    static async Task ReserveAsync(
        Work work, FundsReservationRequested requested, Reservation reservation, DateOnly today,
        FundBalances balances)
    {
        await work.ExecuteAsync(InsertReservation, new
        {
            work.Caisse,
            requested.RunId,
            requested.Period,
            reservation.State,
            reservation.RequestedCents,
            reservation.ShortfallCents,
            requested.Purpose,
        });
        if (!reservation.IsRefused)
        {
            await work.PostAsync(Entry(requested, today), "reservation", requested.RunId);
        }
        await work.AuditAsync($"funds.{reservation.State}", requested.RunId, balances.Position, reservation);
    }

    static Task AnswerAsync(Work work, FundsReservationRequested requested, Reservation reservation) =>
        work.PublishAsync(reservation.IsRefused
            ? new FundsRefused(
                work.Caisse, requested.RunId, reservation.RequestedCents, reservation.ShortfallCents,
                work.Now, requested.IsPreview, requested.Purpose)
            : new FundsReserved(
                work.Caisse, requested.RunId, reservation.RequestedCents, work.Now, requested.IsPreview,
                requested.Purpose));

    static JournalEntry Entry(FundsReservationRequested requested, DateOnly today) => JournalEntry.Of(
        JournalEntry.GeneralJournal, today, IssueLabel.Reserved(requested.Purpose, requested.Period),
        Movement.Debit(Accounts.Allocations, requested.AmountCents),
        Movement.Credit(Accounts.MonaReserved, requested.AmountCents));

    sealed record Reservation(string State, long RequestedCents, long ShortfallCents)
    {
        internal bool IsRefused => State == "refused";
    }

    const string ReadReservation =
        """
        select state, requested_cents, shortfall_cents
        from reservation where caisse_id = @Caisse and run_id = @RunId
        """;

    const string InsertReservation =
        """
        insert into reservation (caisse_id, run_id, period, state, requested_cents, shortfall_cents, purpose)
        values (@Caisse, @RunId, @Period, @State, @RequestedCents, @ShortfallCents, @Purpose)
        """;
}
