using Caisse.ServiceDefaults;

namespace Caisse.Governance.OrganisingBodies;

/// <summary>Shows anyone the bodies of a caisse.</summary>
static class ListBodies
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/bodies", HandleAsync)
            .Describe(nameof(ListBodies), "List the bodies of a caisse.")
            .AllowAnonymous();

    static async Task<Answer<Page<ReadBody.BodyAnswer>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ReadBody.BodyAnswer>(
            ListRows, new { work.Caisse, page.AfterId, page.Fetch });
        return page.Of(rows, body => body.Id);
    }

    const string ListRows =
        """
        select body_id as id, kind, name, seats, term_months, quorum_percent, decision_mode, created_at
        from body
        where caisse_id = @Caisse and (@AfterId::uuid is null or body_id > @AfterId::uuid)
        order by body_id limit @Fetch
        """;
}
