using Caisse.Contracts;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Allocating;

/// <summary>
/// Ends a preview once the fund has said whether its euros would do, and keeps what would change most since
/// the last completed run before its period.
/// </summary>
static class ShowPreview
{
    const int MostChanges = 10;

    internal static async Task EndAsync(Work work, Guid runId, long totalCents, long shortfallCents)
    {
        var ended = await work.FindAsync<Period?>(
            End, new { work.Caisse, runId, totalCents, shortfallCents });
        if (ended is not { } period)
        {
            return;
        }
        var notCounted = AllocationAmount.NotCountedIn(period);
        await work.ExecuteAsync(KeepLargestChanges, new
        {
            work.Caisse,
            runId,
            period,
            MostChanges,
            NotCounted = notCounted.English,
            NotCountedInFrench = notCounted.French,
        });
    }

    const string End =
        """
        update allocation_run set state = 'previewed', shortfall_cents = @shortfallCents
        where caisse_id = @Caisse and run_id = @runId and is_preview and state = 'reserving'
          and total_cents = @totalCents
        returning period
        """;

    const string KeepLargestChanges =
        """
        with before as (
            select household_id, amount_cents from allocation
            where caisse_id = @Caisse and run_id = (
                select run_id from allocation_run
                where caisse_id = @Caisse and state = 'completed' and period < @period
                order by period desc limit 1)
        ), after as (
            select household_id, amount_cents, reasoning, reasoning_in_french from allocation
            where caisse_id = @Caisse and run_id = @runId
        ), change as (
            select household_id, coalesce(before.amount_cents, 0) as before_cents,
                coalesce(after.amount_cents, 0) as after_cents,
                coalesce(reasoning, @NotCounted) as reasoning,
                coalesce(reasoning_in_french, @NotCountedInFrench) as reasoning_in_french
            from before full join after using (household_id)
        )
        insert into largest_change (caisse_id, run_id, place, household_id, before_cents, after_cents,
            reasoning, reasoning_in_french)
        select @Caisse, @runId, row_number() over by_size as place, household_id, before_cents, after_cents,
            reasoning, reasoning_in_french
        from change where before_cents <> after_cents
        window by_size as (order by abs(after_cents - before_cents) desc, household_id)
        order by place limit @MostChanges
        """;
}
