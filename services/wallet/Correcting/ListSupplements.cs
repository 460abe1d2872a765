using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Correcting;

/// <summary>Lists supplements: all of them, or those of one household or in one state.</summary>
static class ListSupplements
{
    internal static void Map(RouteGroupBuilder caisse) => caisse.MapGet("/supplements", HandleAsync)
        .Describe(nameof(ListSupplements), "The supplements, in the order in which they were asked for.")
        .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<Page<SupplementAnswer>>> HandleAsync(
        [AsParameters] PageRequest page, Guid? householdId,
        [Words(typeof(SupplementAnswer), nameof(SupplementAnswer.States))] string? state,
        Caller caller, Database database,
        CancellationToken cancel)
    {
        var check = new Check().OneOf(state ?? SecondPerson.Awaited, SupplementAnswer.States, "state");
        if ((page.Problem ?? check.Problem) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<SupplementAnswer>(
            Read, new { work.Caisse, householdId, state, page.AfterId, page.Fetch });
        return page.Of(rows, row => row.Id);
    }

    const string Read =
        $"""
        {SupplementAnswer.Select}
        where caisse_id = @Caisse and (@AfterId::uuid is null or supplement_id > @AfterId)
          and (@householdId::uuid is null or household_id = @householdId)
          and (@state::text is null or state = @state)
        order by supplement_id limit @Fetch
        """;
}
