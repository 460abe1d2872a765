using System.Diagnostics;
using Caisse.Servers;

namespace Caisse.Support;

/// <summary>
/// One PostgreSQL and one RabbitMQ per test run, gone with it: containers where an engine answers, else
/// private servers from the machine's packages.
/// </summary>
public static class TestServers
{
    const string Prefix = "caisse-tests-";

    /// <summary>
    /// Whether PostgreSQL keeps what it promises across a crash, as benchmarks need; set before anyone asks.
    /// </summary>
    public static bool IsDurable { get; set; }

    static readonly Lazy<Task<ServersAccess>> Servers = new(StartAsync);

    /// <summary>The servers, started by whoever asks first.</summary>
    public static Task<ServersAccess> RunningAsync() => Servers.Value;

    /// <summary>A directory for the data of servers, which a later run deletes if this one does not.</summary>
    internal static string NewDirectory() =>
        Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName;

    static async Task<ServersAccess> StartAsync()
    {
        if (await ContainerEngine.FindAsync() is not null)
        {
            return await ContainedServers.StartAsync(IsDurable);
        }
        ForgetEarlierRuns();
        var servers = await PrivateServers.StartAsync(
            NewDirectory(), new ServerOptions { Durable = IsDurable });
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            servers.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return servers.Access;
    }

    /// <summary>
    /// The test host is killed before it could delete much, so each run deletes what those before it left.
    /// </summary>
    static void ForgetEarlierRuns()
    {
        var running = Process.GetProcesses().Select(process => process.Id).ToHashSet();
        foreach (var left in Directory.EnumerateDirectories(Path.GetTempPath(), $"{Prefix}*"))
        {
            var owner = Path.GetFileName(left)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, out var processId) && !running.Contains(processId))
            {
                DeleteUnlessAnotherRunDoes(left);
            }
        }
    }

    static void DeleteUnlessAnotherRunDoes(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (IOException)
        {
            // Another run is deleting it at this moment; what it leaves, the next run deletes.
        }
    }
}
