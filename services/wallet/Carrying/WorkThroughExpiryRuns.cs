using Caisse.Contracts.Wallet;
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
    : BackgroundService
{
    /// <summary>Also picks up what another instance, or this one before it was killed, left undone.</summary>
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    readonly bool asksDaily = !SharedSettings.RequestTime.Of(configuration);
    readonly Dictionary<string, DateOnly> askedOn = [];
    readonly WakeUp wakeUp = new();

    /// <summary>Says that a run may be waiting.</summary>
    internal void Wake() => wakeUp.Wake();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var worked = false;
            try
            {
                foreach (var caisse in await caisses.ListAsync(stoppingToken))
                {
                    worked |= await WorkOnAsync(caisse, stoppingToken);
                }
            }
            catch (Exception exception) when (exception.IsFailure(stoppingToken))
            {
                logger.LogWarning(exception, "Expiry runs wait");
            }
            if (!worked)
            {
                await wakeUp.WaitAsync(Poll, stoppingToken);
            }
        }
    }

    /// <summary>One caisse's failure leaves the others their turn.</summary>
    async Task<bool> WorkOnAsync(KnownCaisse caisse, CancellationToken stop)
    {
        try
        {
            if (asksDaily)
            {
                await AskForTodayAsync(caisse, stop);
            }
            return await WorkOnSliceAsync(caisse, stop);
        }
        catch (Exception exception) when (exception.IsFailure(stop))
        {
            logger.LogWarning(exception, "The expiry run of {Caisse} waits", caisse.CaisseId);
            return false;
        }
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
        var rules = await CarryOverRules.ReadAsync(work);
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
        database.BeginAsync(caisse.CaisseId, nameof(WorkThroughExpiryRuns), stop);

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
