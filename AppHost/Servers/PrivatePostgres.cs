using System.Diagnostics;
using Npgsql;

namespace Caisse.Servers;

/// <summary>
/// A PostgreSQL of our own: its data below our directory, loopback only, on its own port, with a password.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private static readonly TimeSpan readyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan readyInterval = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan stopGrace = TimeSpan.FromSeconds(30);

    private readonly PostgresCluster cluster;
    private readonly LastLines lastLines;
    private GuardedProcess? process;

    private PrivatePostgres(PostgresCluster cluster, ServerOptions options)
    {
        this.cluster = cluster;
        Access = new PostgresAccess(LoopbackPort.Free(), cluster.Password);
        lastLines = new LastLines(options.OnLine);
    }

    public PostgresAccess Access { get; }

    public int ProcessId => process?.Id ?? 0;

    /// <summary>
    /// Creates the data when there is none and starts; refuses in one sentence when that cannot be done.
    /// </summary>
    public static async Task<PrivatePostgres> StartAsync(
        string directory, ServerOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ServerOptions();
        var cluster = new PostgresCluster(directory, options);
        await cluster.CreateIfMissingAsync(cancellation);
        var postgres = new PrivatePostgres(cluster, options);
        try
        {
            await postgres.StartAgainAsync(cancellation);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
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

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>Starts the server process on the port it has always had.</summary>
    internal async Task StartAgainAsync(CancellationToken cancellation)
    {
        if (process is not null) await process.DisposeAsync();
        lastLines.Clear();
        process = GuardedProcess.Start(cluster.ServerCommand(Access.Port) with { OnLine = Hear });
        var waited = Stopwatch.StartNew();
        while (!await AnswersAsync(cancellation))
        {
            if (process.Exited.IsCompleted) throw cluster.Unusable(lastLines.MostTelling("PANIC:", "FATAL:"));
            if (waited.Elapsed > readyLimit)
                throw new StartRefusedException(
                    $"PostgreSQL does not answer on port {Access.Port} after {readyLimit.TotalSeconds} s: " +
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
            return await Access.AnswersAsync(cancellation);
        }
        catch (PostgresException wrong) when (PostgresAccess.IsWrongPassword(wrong))
        {
            throw cluster.Unusable(PostgresCluster.OtherPassword);
        }
    }
}
