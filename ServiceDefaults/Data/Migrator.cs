using System.Reflection;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Brings a database up to date: the embedded <c>migrations/*.sql</c>, the house's own (0000) first, in the
/// order of their numbers, each in a transaction, one process at a time. A migration that changed after it
/// ran is refused.
/// </summary>
/// <param name="owner">Connection string of the role that owns the database.</param>
/// <param name="role">Role the service works under; made when missing, given what it
/// needs and no more.</param>
/// <param name="embedding">Assemblies that embed migrations.</param>
public sealed class Migrator(string owner, string role, params Assembly[] embedding)
{
    const long Lock = 0x43_61_69_73_73_65; // "Caisse"
    const string Folder = "migrations/";

    /// <summary>
    /// The last migration to run, by the beginning of its name: brings a database to where an earlier release
    /// left it. Null: all of them.
    /// </summary>
    public string? Through { get; init; }

    /// <summary>Runs what has not run yet.</summary>
    /// <exception cref="InvalidOperationException">A migration that ran was edited afterwards.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        await using var connection = await OpenAsync(cancel);
        await connection.ExecuteAsync("select pg_advisory_lock(@Lock)", new { Lock });
        await PrepareAsync(connection);
        var done = (await connection.QueryAsync<(string Name, string Checksum)>(
            "select name, checksum from schema_migration"))
            .ToDictionary(row => row.Name, row => row.Checksum);
        foreach (var (name, sql) in Migrations())
        {
            var checksum = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(sql)));
            if (!done.TryGetValue(name, out var before))
            {
                await ApplyAsync(connection, name, sql, checksum, cancel);
            }
            else if (before != checksum)
            {
                throw new InvalidOperationException(
                    $"Migration {name} changed after it ran. Add a new one instead.");
            }
        }
    }

    /// <summary>
    /// A connection as the owner, whom row-level security does not bind, closed for good when disposed: a
    /// pool would hold on to a database that is to be cloned or dropped.
    /// </summary>
    internal async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(owner) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    async Task PrepareAsync(NpgsqlConnection connection)
    {
        await connection.ExecuteAsync(
            $$"""
            do $$ begin
                if not exists (select from pg_roles where rolname = '{{role}}') then
                    create role {{role}} nologin;
                end if;
            -- Another service of this cluster may make the role at the same instant.
            exception when duplicate_object or unique_violation then null;
            end $$;
            grant {{role}} to current_user;
            create table if not exists schema_migration (
                name text primary key, checksum text not null, applied_at timestamptz not null default now());
            alter default privileges in schema public
                grant select, insert, update, delete on tables to {{role}};
            alter default privileges in schema public grant usage on sequences to {{role}};
            set caisse.service_role = '{{role}}';
            """);
    }

    static async Task ApplyAsync(
        NpgsqlConnection connection, string name, string sql, string checksum, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(sql, transaction: transaction);
        await connection.ExecuteAsync(
            "insert into schema_migration (name, checksum) values (@name, @checksum)", new { name, checksum },
            transaction);
        await transaction.CommitAsync(cancel);
    }

    IEnumerable<(string Name, string Sql)> Migrations() =>
        embedding.SelectMany(Embedded).OrderBy(migration => migration.Name, StringComparer.Ordinal)
            .Where(migration => Through is null
                || string.CompareOrdinal(migration.Name[..Through.Length], Through) <= 0);

    static IEnumerable<(string Name, string Sql)> Embedded(Assembly assembly)
    {
        foreach (var resource in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource[Folder.Length..], reader.ReadToEnd());
        }
    }
}

/// <summary>
/// Migrates, and sees that the data was written under the keys that are set, before anything else of the host
/// starts.
/// </summary>
sealed class MigrateFirst(Migrator migrator, KeyFingerprints keys) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await migrator.RunAsync(cancellationToken);
        await keys.CheckAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
