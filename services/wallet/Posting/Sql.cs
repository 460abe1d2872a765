using Npgsql;
using NpgsqlTypes;

namespace Caisse.Wallet.Posting;

/// <summary>Commands with parameters by position, for batches that are sent in one round trip.</summary>
static class Sql
{
    internal static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in Parameters(values))
        {
            command.Parameters.Add(parameter);
        }
        return command;
    }

    internal static IEnumerable<NpgsqlParameter> Parameters(params object[] values) =>
        values.Select(value => value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });

    /// <summary>
    /// Instants that may be missing: the type of an array that begins with null is guessed wrong.
    /// </summary>
    internal static NpgsqlParameter Instants(IEnumerable<DateTimeOffset?> instants) => new()
    {
        Value = instants.Select(instant => instant?.UtcDateTime).ToArray(),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
    };
}
