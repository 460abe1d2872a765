using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Tills;

/// <summary>Lists the devices of a point of sale, without secrets.</summary>
static class ListTills
{
    /// <param name="Id">The till.</param>
    /// <param name="Name">What its point of sale calls it.</param>
    /// <param name="ClientId">As it signs in.</param>
    /// <param name="RegisteredAt">Since when.</param>
    /// <param name="HasDeviceKey">Whether it may take cards without network.</param>
    /// <param name="SeenAt">When it last said that it is there, or null.</param>
    /// <param name="WaitingCount">Payments it took without network and could not send yet.</param>
    /// <param name="WaitingSince">When the oldest of those was taken, or null.</param>
    /// <param name="EndedAt">When it was ended, or null.</param>
    internal sealed record TillEntry(
        Guid Id, string Name, string ClientId, DateTime RegisteredAt, bool HasDeviceKey, DateTime? SeenAt,
        int WaitingCount, DateTime? WaitingSince, DateTime? EndedAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/points-of-sale/{pointOfSaleId:guid}/tills", HandleAsync)
            .Describe(nameof(ListTills), "The devices of a point of sale.")
            .Allow(Grants.Coordinator, Grants.Merchant);

    static async Task<Answer<Page<TillEntry>>> HandleAsync(
        Guid pointOfSaleId, [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if ((page.Problem ?? OwnPointOfSale.RefuseUnless(caller, pointOfSaleId, Grants.Coordinator))
            is { } refused)
        {
            return refused;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var filter = new { work.Caisse, pointOfSaleId, page.AfterId, page.Fetch };
        return await work.OneAsync<bool>(OwnPointOfSale.Exists, filter)
            ? page.Of(await work.ListAsync<TillEntry>(ReadTills, filter), till => till.Id)
            : Refusal.NotFound("point of sale", pointOfSaleId);
    }

    const string ReadTills =
        """
        select till_id as id, name, client_id, registered_at, device_public_key is not null as has_device_key,
            seen_at, waiting_count, waiting_since, ended_at
        from till
        where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId
          and (@AfterId::uuid is null or till_id > @AfterId)
        order by till_id
        limit @Fetch
        """;
}
