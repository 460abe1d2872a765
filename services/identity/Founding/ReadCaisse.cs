using Caisse.ServiceDefaults;
using Dapper;
using Npgsql;

namespace Caisse.Identity.Founding;

/// <summary>Shows one caisse to anybody.</summary>
static class ReadCaisse
{
    internal sealed record ShownCaisse(
        string Slug, string Name, string Territory, string TimeZone, string LegalName,
        string LegalIdentifier);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("", HandleAsync)
            .Describe(nameof(ReadCaisse), "Read a caisse: name, territory, time zone and legal identity.")
            .AllowAnonymous();

    static async Task<Answer<ShownCaisse>> HandleAsync(
        Caller caller, NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        var found =
            await connection.QuerySingleOrDefaultAsync<ShownCaisse>(FindCaisse, new { caller.Caisse });
        return found is null ? Refusal.NoSuchCaisse(caller.Caisse) : found;
    }

    const string FindCaisse =
        """
        select slug, name, territory, time_zone, legal_name, legal_identifier
        from founding where slug = @Caisse
        """;
}
