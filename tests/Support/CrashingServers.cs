using System.Diagnostics;
using Caisse.Servers;

namespace Caisse.Support;

/// <summary>
/// A PostgreSQL and a RabbitMQ for tests that crash them: they keep what they promise, and nobody else uses
/// them.
/// </summary>
public sealed class CrashingServers : IAsyncDisposable
{
    static readonly TimeSpan RecoveryLimit = TimeSpan.FromMinutes(2);

    readonly string directory;

    CrashingServers(string directory, PrivateServers servers) =>
        (this.directory, Servers) = (directory, servers);

    /// <summary>The servers.</summary>
    public PrivateServers Servers { get; }

    /// <summary>How they are reached.</summary>
    public ServersAccess Access => Servers.Access;

    /// <summary>Starts both.</summary>
    public static async Task<CrashingServers> StartAsync()
    {
        var directory = TestServers.NewDirectory();
        return new CrashingServers(directory, await PrivateServers.StartAsync(
            directory, new ServerOptions()));
    }

    /// <summary>Kills PostgreSQL with all its sessions.</summary>
    public void KillPostgres() => Kill(Servers.Postgres.ProcessId);

    /// <summary>Starts PostgreSQL again, on what it left.</summary>
    public Task PostgresComesBackAsync() => ComesBackAsync(
        "PostgreSQL", () => Servers.Postgres.StartAgainAsync(CancellationToken.None));

    /// <summary>Kills RabbitMQ.</summary>
    public void KillRabbitMq() => Kill(Servers.RabbitMq.ProcessId);

    /// <summary>Starts RabbitMQ again, on what it left.</summary>
    public Task RabbitMqComesBackAsync() => ComesBackAsync(
        "RabbitMQ", () => Servers.RabbitMq.StartAgainAsync(CancellationToken.None));

    static void Kill(int processId)
    {
        using var server = Process.GetProcessById(processId);
        server.Kill(entireProcessTree: true);
    }

    /// <summary>It refuses to start as long as the kernel still clears away what was killed.</summary>
    static Task ComesBackAsync(string name, Func<Task> startAgain) =>
        Eventually.TrueAsync($"{name} is back", async () =>
        {
            try
            {
                await startAgain();
                return true;
            }
            catch (StartRefusedException)
            {
                return false;
            }
        }, RecoveryLimit);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Servers.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
