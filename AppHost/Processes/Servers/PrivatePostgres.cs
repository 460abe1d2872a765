using System.Diagnostics;
using Npgsql;

namespace Caisse.AppHost.Processes;

/// <summary>
/// A PostgreSQL of our own: its data below our directory, loopback only, on its own port, with a password.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string Superuser = "postgres";
    private static readonly TimeSpan readyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan readyInterval = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan stopGrace = TimeSpan.FromSeconds(30);

    private readonly PostgresCluster cluster;
    private readonly ServerOptions options;
    private readonly string password;
    private readonly LastLines lastLines;
    private GuardedProcess? process;

    private PrivatePostgres(PostgresCluster cluster, ServerOptions options, string password)
    {
        this.cluster = cluster;
        this.options = options;
        this.password = password;
        lastLines = new LastLines(options.OnLine);
        Port = LoopbackPort.Free();
    }

    public int Port { get; }

    public int ProcessId => process?.Id ?? 0;

    internal GuardedProcess? Process => process;

    /// <summary>
    /// Creates the data when there is none and starts; refuses in one sentence when that cannot be done.
    /// </summary>
    public static async Task<PrivatePostgres> StartAsync(
        string directory, ServerOptions? options = null, CancellationToken cancellation = default)
    {
        var postgres = await PrepareAsync(directory, options, cancellation);
        try
        {
            await postgres.StartAgainAsync(_ => { }, cancellation);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    internal static async Task<PrivatePostgres> PrepareAsync(
        string directory, ServerOptions? options, CancellationToken cancellation)
    {
        options ??= new ServerOptions();
        directory = Path.GetFullPath(directory);
        Directory.CreateDirectory(directory);
        var password = SecretFile.ReadOrCreate(Path.Combine(directory, "secrets", "postgres"));
        var cluster = new PostgresCluster(directory, options);
        await cluster.CreateIfMissingAsync(Superuser, password, cancellation);
        return new PrivatePostgres(cluster, options, password);
    }

    /// <summary>For the superuser, who may create databases and roles.</summary>
    public string ConnectionString(string database = "postgres") =>
        ConnectionString(database, Superuser, password);

    /// <summary>Creates the database if it is missing.</summary>
    public async Task CreateDatabaseAsync(string database, CancellationToken cancellation = default)
    {
        await using var connection = await OpenAsync(cancellation);
        await CreateDatabaseAsync(connection, database, cancellation);
    }

    /// <summary>
    /// Creates the database if it is missing, and for it a role of the same name who owns it and may not
    /// enter another's. The role may create further roles, because a service gives its own less rights than
    /// the owner of its tables has.
    /// </summary>
    /// <returns>The connection string of that role.</returns>
    public async Task<string> CreateOwnedDatabaseAsync(
        string database, string rolePassword, CancellationToken cancellation = default)
    {
        var role = Quote(database);
        var literal = rolePassword.Replace("'", "''", StringComparison.Ordinal);
        await using var connection = await OpenAsync(cancellation);
        await CreateDatabaseAsync(connection, database, cancellation);
        const string FindRole = "select 1 from pg_roles where rolname = $1";
        if (!await ExistsAsync(connection, FindRole, database, cancellation))
            await ExecuteAsync(connection, $"create role {role}", cancellation);
        await ExecuteAsync(connection, $"""
            alter role {role} login createrole password '{literal}';
            alter database {role} owner to {role};
            revoke connect on database {role} from public;
            """, cancellation);
        return ConnectionString(database, database, rolePassword);
    }

    public async Task StopAsync()
    {
        if (process is null) return;
        await process.StopAsync(stopGrace);
        await process.DisposeAsync();
        process = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>Starts the server process on the port it has always had.</summary>
    internal async Task StartAgainAsync(Action<GuardedProcess> started, CancellationToken cancellation)
    {
        if (process is not null) await process.DisposeAsync();
        lastLines.Clear();
        process = cluster.StartServer(Port, Hear);
        started(process);
        var waited = Stopwatch.StartNew();
        while (!await AnswersAsync(cancellation))
        {
            if (process.Exited.IsCompleted) throw cluster.Unusable(lastLines.MostTelling("PANIC:", "FATAL:"));
            if (waited.Elapsed > readyLimit)
                throw new StartRefusedException(
                    $"PostgreSQL does not answer on port {Port} after {readyLimit.TotalSeconds} s: " +
                    "see its log, and start again.");
            await Task.Delay(readyInterval, cancellation);
        }
    }

    private void Hear(string line)
    {
        // These are the refusals of our own attempts, made until it is up, and its report on starting and
        // stopping.
        if (line.Contains("the database system is", StringComparison.Ordinal)) return;
        if (!line.StartsWith("LOG:", StringComparison.Ordinal)) lastLines.Add(line);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await OpenAsync(cancellation);
            return true;
        }
        catch (PostgresException wrong) when (wrong.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw cluster.Unusable("the password kept beside it is not the one it was created with");
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(ConnectionString() + ";Pooling=false");
        try
        {
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private string ConnectionString(string database, string user, string userPassword) =>
        $"Host=127.0.0.1;Port={Port};Username={user};Password={userPassword};Database={database}";

    private static async Task CreateDatabaseAsync(
        NpgsqlConnection connection, string database, CancellationToken cancellation)
    {
        const string FindDatabase = "select 1 from pg_database where datname = $1";
        if (!await ExistsAsync(connection, FindDatabase, database, cancellation))
            await ExecuteAsync(connection, $"create database {Quote(database)}", cancellation);
    }

    private static async Task<bool> ExistsAsync(
        NpgsqlConnection connection, string query, string name, CancellationToken cancellation)
    {
        await using var command =
            new NpgsqlCommand(query, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(cancellation) is not null;
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string statement, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
