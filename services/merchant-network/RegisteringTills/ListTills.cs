using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.RegisteringTills;

/// <summary>Lists the devices of a point of sale, without secrets.</summary>
static class ListTills
{
    internal sealed record TillEntry(Guid Id, string Name, string ClientId, DateTime RegisteredAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/points-of-sale/{pointOfSaleId:guid}/tills", HandleAsync)
            .Describe(nameof(ListTills), "The devices of a point of sale.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<Page<TillEntry>>> HandleAsync(
        Guid pointOfSaleId, [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var filter = new { work.Caisse, pointOfSaleId, page.AfterId, page.Fetch };
        return await work.OneAsync<bool>(Exists, filter)
            ? page.Of(await work.ListAsync<TillEntry>(ReadTills, filter), till => till.Id)
            : Refusal.NotFound("point of sale", pointOfSaleId);
    }

    const string Exists =
        """
        select exists (
            select from point_of_sale where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId)
        """;

    const string ReadTills =
        """
        select till_id as id, name, client_id, registered_at
        from till
        where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId
          and (@AfterId::uuid is null or till_id > @AfterId)
        order by till_id
        limit @Fetch
        """;
}
