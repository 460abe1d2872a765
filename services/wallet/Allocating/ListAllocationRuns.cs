using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Allocating;

/// <summary>Lists the allocation runs, those of a period where one is named; previews are none.</summary>
static class ListAllocationRuns
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/allocation-runs", HandleAsync)
            .Describe(nameof(ListAllocationRuns), "Allocation runs, the newest first; previews are left out.")
            .Allow(Grants.Treasurer, Grants.Coordinator, Grants.ReadFund);

    static async Task<Answer<Page<AllocationRunAnswer>>> HandleAsync(
        [AsParameters] PageRequest page, Period? period, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var runs = await work.ListAsync<AllocationRunAnswer>(
            Read, new { work.Caisse, period, page.AfterId, page.Fetch });
        return page.Of(runs, run => run.Id);
    }

    const string Read =
        $"""
        {AllocationRunAnswer.Select}
        where caisse_id = @Caisse and not is_preview
          and (@period::date is null or period = @period)
          and (@AfterId::uuid is null or run_id < @AfterId)
        order by run_id desc limit @Fetch
        """;
}
