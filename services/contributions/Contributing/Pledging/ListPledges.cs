using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Pledging;

/// <summary>Lists who committed to what.</summary>
static class ListPledges
{
    internal sealed record ListedPledge(
        Guid Id, Guid HouseholdId, long MonthlyCents, string Method, bool Paused, Period FromPeriod,
        Period? LastPeriod, long Version);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/pledges", HandleAsync)
            .Describe(nameof(ListPledges), "The households' pledges, with their latest terms.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<Page<ListedPledge>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ListedPledge>(
            ReadPledges, new { work.Caisse, page.AfterId, page.Fetch });
        return page.Of(rows, row => row.Id);
    }

    const string ReadPledges =
        """
        select p.pledge_id as id, p.household_id, t.monthly_cents, t.method, t.paused, t.from_period,
            h.last_period, p.version
        from pledge p
        join household h on h.caisse_id = p.caisse_id and h.household_id = p.household_id
        join pledge_terms t
            on t.caisse_id = p.caisse_id and t.pledge_id = p.pledge_id and t.version = p.version
        where p.caisse_id = @Caisse and (@AfterId::uuid is null or p.pledge_id > @AfterId)
        order by p.pledge_id limit @Fetch
        """;
}
