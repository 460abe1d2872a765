using System.Diagnostics;

namespace Caisse.Servers;

/// <summary>
/// A RabbitMQ of our own: its data below our directory, loopback only, its own ports, cookie and port mapper.
/// </summary>
public sealed class PrivateRabbitMq : IAsyncDisposable
{
    private static readonly TimeSpan readyLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan readyInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan stopGrace = TimeSpan.FromSeconds(20);

    private static readonly string[] troubleLevels = ["[warning]", "[error]", "[critical]"];

    private readonly RabbitMqFiles files;
    private readonly LastLines lastLines;
    private GuardedProcess? process;

    private PrivateRabbitMq(RabbitMqFiles files, ServerOptions options)
    {
        this.files = files;
        lastLines = new LastLines(options.OnLine, IsTrouble);
        Access = new RabbitMqAccess(files.Port, files.ManagementPort, RabbitMqFiles.User, files.Password);
    }

    public RabbitMqAccess Access { get; }

    public int ProcessId => process?.Id ?? 0;

    /// <summary>Starts; refuses in one sentence when that cannot be done.</summary>
    public static async Task<PrivateRabbitMq> StartAsync(
        string directory, ServerOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ServerOptions();
        var rabbitMq = new PrivateRabbitMq(new RabbitMqFiles(directory, options), options);
        try
        {
            await rabbitMq.StartAgainAsync(cancellation);
            return rabbitMq;
        }
        catch
        {
            await rabbitMq.DisposeAsync();
            throw;
        }
    }

    public async Task StopAsync()
    {
        if (process is null) return;
        await process.StopAsync(stopGrace);
        await process.DisposeAsync();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Access.Dispose();
    }

    /// <summary>Starts the broker on the ports it has always had.</summary>
    internal async Task StartAgainAsync(CancellationToken cancellation)
    {
        if (process is not null) await process.DisposeAsync();
        lastLines.Clear();
        process = GuardedProcess.Start(files.ServerCommand() with { OnLine = lastLines.Add });
        var waited = Stopwatch.StartNew();
        while (!await Access.AnswersAsync(cancellation))
        {
            if (process.Exited.IsCompleted)
                throw files.Unusable(lastLines.MostTelling("[error]", "Error", "error"));
            if (waited.Elapsed > readyLimit)
                throw new StartRefusedException(
                    $"RabbitMQ does not answer on port {files.Port} after {readyLimit.TotalSeconds} s: " +
                    "see its log, and start again.");
            await Task.Delay(readyInterval, cancellation);
        }
    }

    // Each start prints a page of banner and feature flags, whatever the log level.
    private static bool IsTrouble(string line) =>
        troubleLevels.Any(level => line.Contains(level, StringComparison.Ordinal));
}
