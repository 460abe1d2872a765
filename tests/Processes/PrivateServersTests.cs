using System.Diagnostics;
using Caisse.Servers;
using Npgsql;
using Xunit.Abstractions;

namespace Caisse.Processes.Tests;

public sealed class PrivateServersTests(ITestOutputHelper output) : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("caisse-servers-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Throw_away_servers_start_and_give_databases_and_virtual_hosts()
    {
        var watch = Stopwatch.StartNew();
        var options = new ServerOptions { Durable = false, WithManagement = true };
        int[] processes;
        await using (var servers = await PrivateServers.StartAsync(directory, options))
        {
            output.WriteLine($"started after {watch.ElapsedMilliseconds} ms");
            processes = [servers.Postgres.ProcessId, servers.RabbitMq.ProcessId];

            watch.Restart();
            var address = await servers.RabbitMq.CreateVirtualHostAsync("one");
            output.WriteLine($"virtual host after {watch.ElapsedMilliseconds} ms");
            Assert.EndsWith($"@127.0.0.1:{servers.RabbitMq.Port}/one", address, StringComparison.Ordinal);

            var connectionString =
                await servers.Postgres.CreateOwnedDatabaseAsync("wallet", "its own password");
            await servers.Postgres.CreateOwnedDatabaseAsync("identity", "another");
            Assert.Equal("wallet", await AskAsync(connectionString, "select current_user"));
            Assert.Equal("off", await AskAsync(servers.Postgres.ConnectionString(), "show fsync"));
            var intruder =
                connectionString.Replace("Database=wallet", "Database=identity", StringComparison.Ordinal);
            await Assert.ThrowsAsync<PostgresException>(() => AskAsync(intruder, "select 1::text"));
            watch.Restart();
        }
        output.WriteLine($"stopped after {watch.ElapsedMilliseconds} ms");
        Assert.All(processes, process => Assert.False(Directory.Exists($"/proc/{process}")));
    }

    [Fact]
    public async Task Durable_data_survives_a_restart_of_the_servers()
    {
        await using (var postgres = await PrivatePostgres.StartAsync(directory))
        {
            await AskAsync(
                postgres.ConnectionString(), "create table kept (at int); insert into kept values (7)");
            Assert.Equal("on", await AskAsync(postgres.ConnectionString(), "show fsync"));
        }

        await using var again = await PrivatePostgres.StartAsync(directory);
        Assert.Equal("7", await AskAsync(again.ConnectionString(), "select at::text from kept"));
    }

    private static async Task<string?> AskAsync(string connectionString, string question)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(question, connection);
        return (string?)await command.ExecuteScalarAsync();
    }
}
