using Caisse.AppHost.Processes;

namespace Caisse.Support;

/// <summary>One private PostgreSQL and one private RabbitMQ per test run, gone with it.</summary>
public static class TestServers
{
    static readonly Lazy<Task<PrivateServers>> Servers = new(StartAsync);

    /// <summary>The servers, started by whoever asks first.</summary>
    public static Task<PrivateServers> RunningAsync() => Servers.Value;

    static async Task<PrivateServers> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("caisse-tests-").FullName;
        var servers = await PrivateServers.StartAsync(directory, new ServerOptions { Durable = false, WithManagement = true });
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            servers.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Directory.Delete(directory, recursive: true);
        };
        return servers;
    }
}
