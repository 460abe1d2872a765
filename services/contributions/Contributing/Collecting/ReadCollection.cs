using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Collecting;

/// <summary>Shows the treasurer what a collection asked for.</summary>
static class ReadCollection
{
    internal sealed record Collection(Guid Id, Period Period, int Households, long TotalCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/collections/{collectionId:guid}", HandleAsync)
            .Describe(nameof(ReadCollection), "A collection: from how many households how much is due.")
            .Allow(Grants.Treasurer);

    static async Task<Answer<Collection>> HandleAsync(
        Guid collectionId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.FindAsync<Collection>(ReadOne, new { work.Caisse, collectionId }) is { } collection
            ? collection
            : Refusal.NotFound("collection", collectionId);
    }

    const string ReadOne =
        """
        select collection_id as id, period, households, total_cents
        from collection where caisse_id = @Caisse and collection_id = @collectionId
        """;
}
