using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Collecting;

/// <summary>Lists the collections the treasurer ran.</summary>
static class ListCollections
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/collections", HandleAsync)
            .Describe(nameof(ListCollections), "The collections, in the order in which they were run.")
            .Allow(Grants.Treasurer);

    static async Task<Answer<Page<ReadCollection.Collection>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ReadCollection.Collection>(
            ReadCollections, new { work.Caisse, page.AfterId, page.Fetch });
        return page.Of(rows, row => row.Id);
    }

    const string ReadCollections =
        """
        select collection_id as id, period, households, total_cents
        from collection
        where caisse_id = @Caisse and (@AfterId::uuid is null or collection_id > @AfterId)
        order by collection_id limit @Fetch
        """;
}
