using System.Collections;
using System.Net;
using Caisse.Servers;

namespace Caisse.AppHost;

/// <summary>
/// What a run stands on: its data, locked and alone; servers that can start; ports that are free. Whatever of
/// it is missing is said in one sentence, before Aspire is built.
/// </summary>
internal sealed class Ground : IDisposable
{
    private const string ProcessMark = "process-mark";

    private static readonly TimeSpan pollInterval = TimeSpan.FromMilliseconds(100);

    // Variables meant for others: the machine's own servers, and the build that dotnet run is.
    private static readonly string[] forgotten = ["PG", "RABBITMQ_", "ERL_", "MSBUILD", "DOTNET_CLI_"];

    private readonly DataDirectory data;

    private Ground(DataDirectory data) => this.data = data;

    public string DataPath => data.DirectoryPath;

    public string LogsPath => data.LogsPath;

    /// <summary>
    /// The container engine that answers; null where servers come from the machine's packages.
    /// </summary>
    public string? Engine { get; private init; }

    /// <summary>Of PostgreSQL from the machine's packages.</summary>
    public PostgresCluster? Postgres { get; private set; }

    /// <summary>Of RabbitMQ from the machine's packages.</summary>
    public RabbitMqFiles? RabbitMq { get; private set; }

    public int GatewayPort { get; private init; }

    public int DashboardPort { get; private init; }

    /// <summary>What was found to do, said once there is a terminal to say it on.</summary>
    public string? Notice { get; private set; }

    public static async Task<Ground> PrepareAsync(RunOptions options, CancellationToken cancellation)
    {
        var data = DataDirectory.Open(options.DataPath);
        try
        {
            var ground = new Ground(data)
            {
                Engine = await ContainerEngine.FindAsync(),
                GatewayPort = FreePort("gateway", options.GatewayPort),
                DashboardPort = FreePort(
                    "dashboard", options.DashboardPort ?? UsualIfFree(RunOptions.DefaultDashboardPort)),
            };
            await ground.ClearAsync(options.Fresh);
            if (ground.Engine is null) await ground.PrepareServersAsync(cancellation);
            ground.MarkWhatIsStarted();
            return ground;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    public string Secret(string name) => data.Secret(name);

    /// <summary>The volume of a server that runs as a container: another one after a new beginning.</summary>
    public string VolumeOf(string server) => $"caisse-{data.Secret("volumes")}-{server}";

    /// <summary>Waits until nothing runs any more of what was started, or the limit is reached.</summary>
    public async Task NothingRunsAsync(CancellationToken limit)
    {
        var mark = data.Secret(ProcessMark);
        while (!limit.IsCancellationRequested && Leftovers.Find(mark).Count > 0)
            await Task.Delay(pollInterval, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => data.Dispose();

    private async Task ClearAsync(bool isFresh)
    {
        var stopped = await Leftovers.StopAsync(data.Secret(ProcessMark));
        if (stopped > 0) Notice = $"Stopped {stopped} processes that an earlier start had left behind.";
        if (!isFresh) return;
        if (Engine is not null)
            foreach (var server in (string[])[ServerResources.Postgres, ServerResources.RabbitMq])
                await ContainerEngine.DeleteVolumeAsync(Engine, VolumeOf(server));
        data.BeginAnew();
    }

    private async Task PrepareServersAsync(CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
            throw new StartRefusedException(
                "No container engine answers, and the machine's packages need Linux: start Docker.");
        Postgres = new PostgresCluster(DataPath, new ServerOptions());
        RabbitMq = new RabbitMqFiles(DataPath, new ServerOptions());
        await Postgres.CreateIfMissingAsync(cancellation);
    }

    /// <summary>Everything below us inherits the mark, which the next start looks for.</summary>
    private void MarkWhatIsStarted()
    {
        var names = Environment.GetEnvironmentVariables().Keys.Cast<string>().ToList();
        foreach (var name in names.Where(name => forgotten.Any(
            prefix => name.StartsWith(prefix, StringComparison.Ordinal))))
            Environment.SetEnvironmentVariable(name, null);
        Environment.SetEnvironmentVariable(Leftovers.MarkVariable, data.Secret(ProcessMark));
    }

    private static int UsualIfFree(int port) => LoopbackPort.IsFree(port, IPAddress.Loopback) ? port : 0;

    private static int FreePort(string whose, int port)
    {
        if (port == 0) return LoopbackPort.Free();
        return LoopbackPort.IsFree(port, IPAddress.Loopback)
            ? port
            : throw new StartRefusedException(
                $"Port {port} is taken by another program: " +
                $"stop that, or choose another with --{whose}-port N.");
    }
}
