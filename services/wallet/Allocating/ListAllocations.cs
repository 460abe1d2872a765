using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Allocating;

/// <summary>Lists what each household receives in a run, or would in a preview, and why.</summary>
static class ListAllocations
{
    internal sealed record AllocationAnswer(
        Guid HouseholdId, long AmountCents, string Reasoning, string ReasoningInFrench, bool IsCredited);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/allocation-runs/{runId:guid}/allocations", HandleAsync)
            .Describe(nameof(ListAllocations), "What each household receives in a run, with the reasoning.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<Page<AllocationAnswer>>> HandleAsync(
        Guid runId, [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var parameters = new { work.Caisse, runId, page.AfterId, page.Fetch };
        return await work.OneAsync<bool>(Exists, parameters)
            ? page.Of(await work.ListAsync<AllocationAnswer>(Read, parameters), amount => amount.HouseholdId)
            : Refusal.NotFound("allocation run", runId);
    }

    const string Exists =
        "select exists (select from allocation_run where caisse_id = @Caisse and run_id = @runId)";

    const string Read =
        """
        select household_id, amount_cents, reasoning, reasoning_in_french,
            coalesce(amount_cents > 0 and household_id <= credited_through, false) as is_credited
        from allocation join allocation_run using (caisse_id, run_id)
        where caisse_id = @Caisse and run_id = @runId
          and (@AfterId::uuid is null or household_id > @AfterId)
        order by household_id limit @Fetch
        """;
}
