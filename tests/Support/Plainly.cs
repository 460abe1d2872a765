using Dapper;
using Npgsql;

namespace Caisse.Support;

/// <summary>Looks for a text in everything a database holds, as a thief of its files would.</summary>
public static class Plainly
{
    /// <summary>The tables in any of whose rows the text can be read, by name.</summary>
    public static async Task<IReadOnlyList<string>> TablesShowingAsync(NpgsqlDataSource database, string text)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var connection = await database.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>(
            """
            select format('%I.%I', nspname, relname) from pg_class
            join pg_namespace on pg_namespace.oid = relnamespace
            where relkind = 'r' and nspname in ('public', 'archive')
            order by nspname desc, relname
            """);
        var showing = new List<string>();
        foreach (var table in tables)
        {
            // A row's own text shows bytes in hexadecimal, so the text is looked for in both forms.
            var isShown = await connection.ExecuteScalarAsync<bool>(
                $"""
                select exists (
                    select from {table} as held
                    where strpos(held::text, @text) > 0
                       or strpos(held::text, encode(convert_to(@text, 'utf8'), 'hex')) > 0)
                """, new { text });
            if (isShown)
            {
                showing.Add(table.Replace("public.", "", StringComparison.Ordinal));
            }
        }
        return showing;
    }
}
