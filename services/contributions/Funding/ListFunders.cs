using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Funding;

/// <summary>Lists who funds beside the households.</summary>
static class ListFunders
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/funders", HandleAsync)
            .Describe(nameof(ListFunders), "The funders, in the order in which they were registered.")
            .Allow(Grants.Treasurer, Grants.Funder);

    static async Task<Answer<Page<ReadFunder.Funder>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ReadFunder.Funder>(
            ReadFunders, new { work.Caisse, page.AfterId, page.Fetch });
        return page.Of(rows, row => row.Id);
    }

    const string ReadFunders =
        """
        select funder_id as id, name, kind from funder
        where caisse_id = @Caisse and (@AfterId::uuid is null or funder_id > @AfterId)
        order by funder_id limit @Fetch
        """;
}
