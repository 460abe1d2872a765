using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.ClosingMonths;

/// <summary>
/// Closes by itself the months that are over, a day after their last movement was recorded by the clock of
/// the database: late ones are still let in, and where requests tell the time, a year that is being played is
/// left alone. Several instances may do so at once.
/// </summary>
sealed class CloseMonthsThatAreOver(
    Database database, Caisses caisses, TimeProvider clock, ILogger<CloseMonthsThatAreOver> logger)
    : RegularWork(Pause, "Months wait to be closed", caisses, logger)
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "CloseMonthsThatAreOver";

    static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    static readonly TimeSpan Calm = TimeSpan.FromDays(1);

    protected override Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel) =>
        CloseNextAsync(caisse, cancel);

    /// <summary>Closes a caisse's next month if that is due; whether it was.</summary>
    internal async Task<bool> CloseNextAsync(KnownCaisse caisse, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(
            caisse.CaisseId, Actor, cancel);
        var open = await OpenMonth.ReadAsync(work, caisse);
        if (open.Next is not { } period || !ClosingOrder.IsOver(caisse, period, clock.GetUtcNow()))
        {
            return false;
        }
        var toPosition = await open.LastPositionAsync(work, caisse, period);
        var isDue = await work.OneAsync<bool>(Note, new { work.Caisse, period, toPosition, Calm });
        using var trace = isDue ? CaisseTracing.Begin(nameof(CloseMonthsThatAreOver)) : null;
        var closed = isDue ? await CloseMonth.CloseAsync(work, caisse, period) : null;
        await work.CommitAsync(cancel);
        if (closed?.Refusal is { } refusal)
        {
            logger.LogWarning(
                "{Caisse} {Period} is not closed: {Reason}", caisse.CaisseId, period, refusal.Detail);
        }
        return closed is { Refusal: null };
    }

    const string Note =
        """
        insert into ledger_closing_due as due (caisse_id, period, to_position)
        values (@Caisse, @period, @toPosition)
        on conflict (caisse_id) do update
        set period = excluded.period, to_position = excluded.to_position,
            seen_at = case when (due.period, due.to_position) = (excluded.period, excluded.to_position)
                      then due.seen_at else now() end
        returning seen_at < now() - @Calm
        """;
}
