using System.Net.Sockets;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Tells an outage of the database, which passes, from a statement that is wrong, which does not.
/// </summary>
public static class Outage
{
    /// <summary>
    /// Class 57P: the server is shutting down, crashed, or not up yet (PostgreSQL, appendix A).
    /// </summary>
    const string OperatorIntervention = "57P";

    /// <summary>Whether it passes.</summary>
    public static bool Is(Exception? exception) => exception switch
    {
        PostgresException { IsTransient: true } => true,
        PostgresException postgres =>
            postgres.SqlState.StartsWith(OperatorIntervention, StringComparison.Ordinal),
        NpgsqlException { IsTransient: true } => true,
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } => true,
        _ => false,
    };
}
