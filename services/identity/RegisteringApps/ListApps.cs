using Caisse.ServiceDefaults;

namespace Caisse.Identity.RegisteringApps;

/// <summary>Lists the apps that may sign in to a caisse now.</summary>
static class ListApps
{
    internal sealed record ListedApp
    {
        public required Guid Id { get; init; }
        public required string Name { get; init; }
        public required string[] Scopes { get; init; }
        public required string[] RedirectUris { get; init; }
        public required string ClientId { get; init; }
        public required DateTimeOffset RegisteredAt { get; init; }
    }

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/clients", HandleAsync)
            .Describe(nameof(ListApps), "List the apps registered now.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<Page<ListedApp>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ListedApp>(ReadApps, new { work.Caisse, page.AfterId, page.Fetch });
        return page.Of(rows, app => app.Id);
    }

    const string ReadApps =
        """
        select app_id as id, name, scopes, redirect_uris, client_id, registered_at from app
        where caisse_id = @Caisse and ended_at is null and (@AfterId::uuid is null or app_id > @AfterId)
        order by app_id limit @Fetch
        """;
}
