using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Allocating;

/// <summary>
/// Starts the allocation run of a period: freeze the composition, reserve the euros, credit every household.
/// There is one run per period; asking again gives the same one, unless the fund's euros did not cover it.
/// </summary>
static class StartAllocationRun
{
    internal sealed record RunRequest(Period Period);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/allocation-runs", HandleAsync)
        .Describe(nameof(StartAllocationRun), "Allocate a period's MonA to every active household.")
        .Accepts202()
        .Allow(Grants.Treasurer);

    static Task<Answer<AllocationRunAnswer>> HandleAsync(
        RunRequest request, IdempotencyKey key, Caller caller, Database database, CancellationToken cancel) =>
        key.OnceAsync(database, caller, request, work => StartAsync(work, request.Period), cancel);

    static async Task<Answer<AllocationRunAnswer>> StartAsync(Work work, Period period)
    {
        var scheme = await work.FindAsync<SchemeRow>(SchemeInForce, new { work.Caisse, period });
        if (scheme is null)
        {
            return Refusal.Conflict(
                "no-allocation-scheme",
                $"No decision has set an allocation scheme in force on {period.FirstDay:yyyy-MM-dd}.");
        }
        var run = new
        {
            work.Caisse, RunId = Guid.CreateVersion7(), period, scheme.Scheme, scheme.DecisionId, work.Now,
        };
        if (await work.ExecuteAsync(InsertRun, run) == 1)
        {
            await work.AuditAsync("allocation-run.requested", run.RunId, null, new { period });
            await work.PublishAsync(new AllocationRunRequested(work.Caisse, run.RunId, period, work.Now));
        }
        var answer = await work.OneAsync<AllocationRunAnswer>(ReadRunOfPeriod, run);
        return new Answer<AllocationRunAnswer>
        {
            Value = answer,
            Location = $"/v1/caisses/{work.Caisse}/allocation-runs/{answer.Id}",
        };
    }

    sealed record SchemeRow(Guid DecisionId, string Scheme);

    const string SchemeInForce =
        """
        select decision_id, scheme::text from allocation_scheme
        where caisse_id = @Caisse and in_force_from <= @period
        order by in_force_from desc, number desc limit 1
        """;

    const string InsertRun =
        """
        insert into allocation_run (caisse_id, run_id, period, state, scheme, decision_id, requested_at)
        values (@Caisse, @RunId, @period, 'reserving', @Scheme::jsonb, @DecisionId, @Now)
        on conflict (caisse_id, period) where state <> 'refused' do nothing
        """;

    const string ReadRunOfPeriod =
        $"""
        {AllocationRunAnswer.Select} where caisse_id = @Caisse and period = @period and state <> 'refused'
        """;
}
