using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Carrying;

/// <summary>An expiry run as the worker finds it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="OnDay">The day whose expiries it does.</param>
/// <param name="RequestedOn">The day on which it warns: a warning cannot be given in the past.</param>
/// <param name="RequestedAt">The instant at which all of it happens.</param>
/// <param name="WarnedThrough">The last household it has looked at for warnings; null: none yet.</param>
/// <param name="ExpiredHouseholds">Households that lost something so far.</param>
/// <param name="ExpiredCents">MonA cents expired so far.</param>
sealed record ExpiryRun(
    Guid RunId, DateOnly OnDay, DateOnly RequestedOn, DateTimeOffset RequestedAt, Guid? WarnedThrough,
    int ExpiredHouseholds, long ExpiredCents);

/// <summary>
/// Asks for each day's run of each caisse, and works through runs slice by slice, each slice one transaction:
/// first what expires, then what to warn of. Killed anywhere, it goes on where the last commit left the run.
/// Where requests may tell the time (in development), only whoever tells it knows which day it is in a
/// caisse: a run for the real day would expire what a played year has not come to yet. There the worker asks
/// for none.
/// </summary>
sealed class WorkThroughExpiryRuns(
    Database database, Caisses caisses, TimeProvider clock, IConfiguration configuration,
    ILogger<WorkThroughExpiryRuns> logger)
    : RegularWork(Poll, "Expiry runs wait", caisses, logger)
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "WorkThroughExpiryRuns";

    /// <summary>Also picks up what another instance, or this one before it was killed, left undone.</summary>
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    readonly bool asksDaily = !SharedSettings.RequestTime.Of(configuration);
    readonly Dictionary<string, DateOnly> askedOn = [];
    protected override async Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel)
    {
        if (asksDaily)
        {
            await AskForTodayAsync(caisse, cancel);
        }
        return await WorkOnSliceAsync(caisse, cancel);
    }

    async Task AskForTodayAsync(KnownCaisse caisse, CancellationToken stop)
    {
        var today = caisse.DayOf(clock.GetUtcNow());
        if (askedOn.GetValueOrDefault(caisse.CaisseId) != today)
        {
            await using var work = await BeginAsync(caisse, stop);
            await StartExpiryRun.AskAsync(work, today, today);
            await work.CommitAsync(stop);
            askedOn[caisse.CaisseId] = today;
        }
    }

    async Task<bool> WorkOnSliceAsync(KnownCaisse caisse, CancellationToken stop)
    {
        await using var work = await BeginAsync(caisse, stop);
        if (!await work.OneAsync<bool>(TakeTurn, new { work.Caisse })
            || await work.FindAsync<ExpiryRun>(NextRun, new { work.Caisse }) is not { } run)
        {
            return false;
        }
        using var trace = CaisseTracing.Begin(nameof(WorkThroughExpiryRuns));
        var rules = await work.RuleHistoryAsync<SetCarryOver>();
        if (!await ExpireSlice.DoAsync(work, run, rules) && !await WarnSlice.DoAsync(work, run, rules))
        {
            await CompleteAsync(work, run);
        }
        await work.CommitAsync(stop);
        return true;
    }

    static async Task CompleteAsync(Work work, ExpiryRun run)
    {
        await work.ExecuteAsync(Complete, new { work.Caisse, run.RunId });
        await work.AuditAsync(
            "expiry-run.completed", run.RunId, null,
            new { run.OnDay, run.ExpiredHouseholds, run.ExpiredCents });
        if (run.ExpiredCents > 0)
        {
            await work.PublishAsync(new WalletsExpired(
                work.Caisse, run.RunId, run.OnDay, run.ExpiredHouseholds, run.ExpiredCents, run.RequestedAt));
        }
    }

    Task<Work> BeginAsync(KnownCaisse caisse, CancellationToken stop) =>
        database.BeginAsync(caisse.CaisseId, Actor, stop);

    /// <summary>One slice of a caisse at a time, whichever instance and run it belongs to.</summary>
    const string TakeTurn =
        "select pg_try_advisory_xact_lock(hashtextextended('carry-over ' || @Caisse, 0))";

    const string NextRun =
        """
        select run_id, on_day, requested_on, requested_at, warned_through, expired_households, expired_cents
        from expiry_run where caisse_id = @Caisse and state = 'running'
        order by on_day limit 1
        """;

    const string Complete =
        "update expiry_run set state = 'completed' where caisse_id = @Caisse and run_id = @RunId";
}
