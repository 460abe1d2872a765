using Dapper;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>Opens units of work on the service's database.</summary>
public sealed class Database(
    NpgsqlDataSource source, Caisses caisses, TimeProvider clock, OutboxSignal signal)
{
    /// <summary>A unit of work for the caisse and the caller of a request.</summary>
    public Task<Work> BeginAsync(Caller caller, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return BeginAsync(caller.Caisse, caller.Subject, cancel);
    }

    /// <summary>
    /// A unit of work for one caisse, in the name of an actor (a service's own name for
    /// what it does by itself).
    /// </summary>
    public async Task<Work> BeginAsync(string caisse, string actor, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caisse);
        var known = caisse.Length == 0 ? null : await caisses.FindAsync(caisse, cancel);
        var connection = await source.OpenConnectionAsync(cancel);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancel);
            await connection.ExecuteAsync(
                "select set_config('app.caisse', @caisse, true)", new { caisse }, transaction);
            return new Work(connection, transaction, signal, (caisse, known), actor, clock.GetUtcNow());
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
