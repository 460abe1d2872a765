using Npgsql;

namespace Caisse.Servers;

/// <summary>How one speaks to a private PostgreSQL as the user who may do everything.</summary>
/// <param name="Port">On 127.0.0.1.</param>
/// <param name="Password">The superuser's.</param>
public sealed record PostgresAccess(int Port, string Password)
{
    public const string Superuser = "postgres";

    /// <summary>For the superuser, who may create databases and roles.</summary>
    public string ConnectionString(string database = "postgres") =>
        ConnectionString(database, Superuser, Password);

    /// <summary>For the owner of a database, who has its name.</summary>
    public string ConnectionString(string database, string ownersPassword) =>
        ConnectionString(database, database, ownersPassword);

    /// <summary>Whether it takes connections now.</summary>
    /// <exception cref="PostgresException">It answers, and refuses the password.</exception>
    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException notYet) when (!IsWrongPassword(notYet))
        {
            return false;
        }
    }

    public static bool IsWrongPassword(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.InvalidPassword };

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
    public async Task CreateOwnedDatabaseAsync(
        string database, string ownersPassword, CancellationToken cancellation)
    {
        var role = Quote(database);
        var literal = ownersPassword.Replace("'", "''", StringComparison.Ordinal);
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
    }

    private string ConnectionString(string database, string user, string userPassword) =>
        $"Host=127.0.0.1;Port={Port};Username={user};Password={userPassword};Database={database}";

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
