using System.Net.Sockets;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Tells an outage of the database, which passes, from a statement that is wrong, which does not.
/// </summary>
public static class Outage
{
    /// <summary>What a request hears while it lasts; sent again with its key, it is done once.</summary>
    public static Refusal TryAgain { get; } = Refusal.Later(
        "try-again",
        $"The database is away for a moment. Send the request again, with the same {IdempotencyKey.Header}.",
        TimeSpan.FromSeconds(1));

    /// <summary>
    /// Class 57P: the server is shutting down, crashed, or not up yet (PostgreSQL, appendix A).
    /// </summary>
    const string OperatorIntervention = "57P";

    /// <summary>idle_in_transaction_session_timeout, which Npgsql has no name for.</summary>
    const string StoodStill = "25P03";

    /// <summary>Whether it passes.</summary>
    public static bool Is(Exception? exception) => exception switch
    {
        PostgresException { IsTransient: true } => true,
        // The server ended the session of a process that stood still in a transaction: nothing was committed.
        PostgresException { SqlState: StoodStill } => true,
        PostgresException postgres =>
            postgres.SqlState.StartsWith(OperatorIntervention, StringComparison.Ordinal),
        NpgsqlException { IsTransient: true } => true,
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } => true,
        _ => false,
    };
}
