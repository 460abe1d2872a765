using Npgsql;

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
        values.Select(value => new NpgsqlParameter { Value = value });
}
