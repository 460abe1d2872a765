using System.Globalization;
using Caisse.Contracts.Wallet;
using Caisse.Contributions.Accounting.Journaling;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>
/// Books MonA that expired: the fund owes nothing for it any more, so the euros behind it may back other
/// MonA.
/// </summary>
[Consumer("FreeBackingOnWalletsExpired")]
sealed class FreeBackingOnWalletsExpired : IHandle<WalletsExpired>
{
    public async Task HandleAsync(WalletsExpired expired, Work work, CancellationToken cancel)
    {
        var today = work.Today;
        await work.LockFundAsync();
        var isNew = await work.ExecuteAsync(InsertExpiry, new
        {
            work.Caisse, expired.RunId, expired.OnDate, expired.TotalCents,
        });
        if (isNew == 1)
        {
            await work.PostAsync(Entry(expired, today), "expiry", expired.RunId);
            await work.AuditAsync("expiry.booked", expired.RunId, null, expired);
        }
    }

    static JournalEntry Entry(WalletsExpired expired, DateOnly today) => JournalEntry.Of(
        JournalEntry.GeneralJournal, today,
        $"MonA expirée au {expired.OnDate.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)}",
        Movement.Debit(Accounts.MonaInCirculation, expired.TotalCents),
        Movement.Credit(Accounts.ExpiredMona, expired.TotalCents));

    const string InsertExpiry =
        """
        insert into expiry (caisse_id, run_id, on_date, amount_cents)
        values (@Caisse, @RunId, @OnDate, @TotalCents)
        on conflict do nothing
        """;
}
