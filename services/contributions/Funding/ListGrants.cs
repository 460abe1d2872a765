using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Funding;

/// <summary>Lists the grants and how much of each has arrived.</summary>
static class ListGrants
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/grants", HandleAsync)
            .Describe(nameof(ListGrants), "The grants, in the order in which they were promised.")
            .Allow(Grants.Treasurer, Grants.Funder);

    static async Task<Answer<Page<ReadGrant.Grant>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ReadGrant.Grant>(
            ReadGrants, new { work.Caisse, page.AfterId, page.Fetch });
        return page.Of(rows, row => row.Id);
    }

    const string ReadGrants =
        """
        select grant_id as id, funder_id, amount_cents, received_cents,
            amount_cents - received_cents as remaining_cents, from_day as "from", until_day as until, purpose
        from funding_grant
        where caisse_id = @Caisse and (@AfterId::uuid is null or grant_id > @AfterId)
        order by grant_id limit @Fetch
        """;
}
