using System.Collections.Concurrent;
using Caisse.Wallet.Posting;
using Npgsql;

namespace Caisse.Wallet.Paying;

/// <summary>
/// The numbers under which movements name who acts. A number never changes, so a hit is kept.
/// </summary>
sealed class ActorNumbers
{
    /// <summary>Members and tills of a region; beyond it the memory starts afresh.</summary>
    const int MostKept = 100_000;

    readonly ConcurrentDictionary<(string Caisse, string Name), int> known = new();

    /// <summary>The numbers of some actors, given to those who act for the first time.</summary>
    internal async Task<IReadOnlyDictionary<string, int>> FindAsync(
        NpgsqlConnection connection, string caisse, IEnumerable<string> names)
    {
        var wanted = names.Distinct().ToArray();
        var found = new Dictionary<string, int>(wanted.Length);
        foreach (var name in wanted)
        {
            if (known.TryGetValue((caisse, name), out var number))
            {
                found[name] = number;
            }
        }
        if (found.Count < wanted.Length)
        {
            await ReadAsync(connection, caisse, [.. wanted.Where(name => !found.ContainsKey(name))], found);
        }
        return found;
    }

    /// <summary>
    /// A number that is new may still be rolled back with its batch, so only numbers read again are kept.
    /// </summary>
    async Task ReadAsync(
        NpgsqlConnection connection, string caisse, string[] names, Dictionary<string, int> found)
    {
        if (known.Count > MostKept)
        {
            known.Clear();
        }
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Sql.Command(ReadKnown, caisse, names),
                Sql.Command(NumberAll, caisse, names),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            known[(caisse, reader.GetString(0))] = reader.GetInt32(1);
        }
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            found[reader.GetString(0)] = reader.GetInt32(1);
        }
    }

    const string ReadKnown = "select name, actor_number from actor where caisse_id = $1 and name = any($2)";

    const string NumberAll =
        "select name, number_of_actor($1, name) from unnest($2::text[]) as acting (name)";
}
