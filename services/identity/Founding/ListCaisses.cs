using Caisse.ServiceDefaults;
using Dapper;
using Npgsql;

namespace Caisse.Identity.Founding;

/// <summary>Lists the caisses of the platform for anybody, in the order they were founded.</summary>
static class ListCaisses
{
    internal sealed record ListedCaisse(string Slug, string Name, string Territory);

    internal static void Map(RouteGroupBuilder platform) =>
        platform.MapGet("/caisses", HandleAsync)
            .Describe(nameof(ListCaisses), "List the caisses of the platform.")
            .AllowAnonymous();

    static async Task<Answer<Page<ListedCaisse>>> HandleAsync(
        [AsParameters] PageRequest page, NpgsqlDataSource source, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var connection = await source.OpenConnectionAsync(cancel);
        var rows = (await connection.QueryAsync<CaisseRow>(
            ReadCaisses, new { After = page.AfterNumber ?? 0, page.Fetch })).AsList();
        var numbers = page.Of(rows, row => row.FoundingNumber);
        return new Page<ListedCaisse>(
            [.. numbers.Items.Select(row => new ListedCaisse(row.Slug, row.Name, row.Territory))],
            numbers.Next);
    }

    sealed record CaisseRow(long FoundingNumber, string Slug, string Name, string Territory);

    const string ReadCaisses =
        """
        select founding_number, slug, name, territory from founding
        where founding_number > @After order by founding_number limit @Fetch
        """;
}
