using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Carrying;

/// <summary>
/// Asks for the warnings and expiries due on a day; the worker asks by itself every day. There is one run per
/// day: asking again gives the same one.
/// </summary>
static class StartExpiryRun
{
    internal sealed record ExpiryRunRequest(DateOnly On);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/expiry-runs", HandleAsync)
        .Describe(nameof(StartExpiryRun), "Warn of what will expire, and let expire what is due on a day.")
        .Accepts202()
        .Allow(Grants.Treasurer);

    static async Task<Answer<ExpiryRunAnswer>> HandleAsync(
        ExpiryRunRequest request, IdempotencyKey? key, Caller caller, Database database,
        WorkThroughExpiryRuns worker, CancellationToken cancel) =>
        await key.OnceIfKeyedAsync(
            database, caller, request, work => StartAsync(work, request.On, worker), cancel);

    static async Task<Answer<ExpiryRunAnswer>> StartAsync(
        Work work, DateOnly on, WorkThroughExpiryRuns worker)
    {
        var today = work.Today;
        if (on > today)
        {
            return Refusal.Unprocessable(
                "day-in-the-future", $"{on:yyyy-MM-dd} is after today, {today:yyyy-MM-dd}.")
                .With("today", today);
        }
        await AskAsync(work, on, today);
        work.AfterCommit(worker.Wake);
        var answer = await work.OneAsync<ExpiryRunAnswer>(ReadRunOfDay, new { work.Caisse, on });
        return new Answer<ExpiryRunAnswer>
        {
            Value = answer,
            Location = $"/v1/caisses/{work.Caisse}/expiry-runs/{answer.Id}",
        };
    }

    /// <summary>Writes down that a day's run is asked for, unless it was.</summary>
    internal static async Task AskAsync(Work work, DateOnly on, DateOnly today)
    {
        var run = new { work.Caisse, RunId = Guid.CreateVersion7(), on, today, work.Now };
        if (await work.ExecuteAsync(InsertRun, run) == 1)
        {
            await work.AuditAsync("expiry-run.requested", run.RunId, null, new { on });
        }
    }

    const string InsertRun =
        """
        insert into expiry_run (caisse_id, run_id, on_day, state, requested_on, requested_at)
        values (@Caisse, @RunId, @on, 'running', @today, @Now)
        on conflict (caisse_id, on_day) do nothing
        """;

    const string ReadRunOfDay = $"{ExpiryRunAnswer.Select} where caisse_id = @Caisse and on_day = @on";
}
