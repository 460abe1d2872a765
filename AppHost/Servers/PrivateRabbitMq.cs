using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

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
    private readonly HttpClient management = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly LastLines lastLines;
    private GuardedProcess? process;

    private PrivateRabbitMq(RabbitMqFiles files, ServerOptions options)
    {
        this.files = files;
        lastLines = new LastLines(options.OnLine, IsTrouble);
        if (files.ManagementPort is not { } port) return;
        management.BaseAddress = new Uri($"http://127.0.0.1:{port}/api/");
        var credentials = Encoding.UTF8.GetBytes($"{RabbitMqFiles.User}:{files.Password}");
        management.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
    }

    public int Port => files.Port;

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

    /// <summary>The address of a virtual host, by default the one every broker has.</summary>
    public string Uri(string virtualHost = "/") => files.Uri(virtualHost);

    /// <summary>
    /// Creates a virtual host and waits until it takes connections.
    /// Needs <see cref="ServerOptions.WithManagement"/>.
    /// </summary>
    /// <returns>Its address.</returns>
    public async Task<string> CreateVirtualHostAsync(string name, CancellationToken cancellation = default)
    {
        var path = $"vhosts/{System.Uri.EscapeDataString(name)}";
        using (var created = await management.PutAsync(path, content: null, cancellation))
            created.EnsureSuccessStatusCode();
        // The answer comes before the host's own processes run; a connection made too early is refused.
        var waited = Stopwatch.StartNew();
        while (!await IsRunningAsync(path, cancellation))
        {
            if (waited.Elapsed > readyLimit)
                throw new TimeoutException($"The virtual host {name} does not start.");
            await Task.Delay(readyInterval, cancellation);
        }
        return Uri(name);
    }

    public async Task DeleteVirtualHostAsync(string name, CancellationToken cancellation = default)
    {
        using var deleted =
            await management.DeleteAsync($"vhosts/{System.Uri.EscapeDataString(name)}", cancellation);
        deleted.EnsureSuccessStatusCode();
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
        management.Dispose();
    }

    /// <summary>Starts the broker on the ports it has always had.</summary>
    internal async Task StartAgainAsync(CancellationToken cancellation)
    {
        if (process is not null) await process.DisposeAsync();
        lastLines.Clear();
        process = GuardedProcess.Start(files.ServerCommand() with { OnLine = lastLines.Add });
        var waited = Stopwatch.StartNew();
        while (!await AnswersAsync(cancellation))
        {
            if (process.Exited.IsCompleted)
                throw files.Unusable(lastLines.MostTelling("[error]", "Error", "error"));
            if (waited.Elapsed > readyLimit)
                throw new StartRefusedException(
                    $"RabbitMQ does not answer on port {Port} after {readyLimit.TotalSeconds} s: " +
                    "see its log, and start again.");
            await Task.Delay(readyInterval, cancellation);
        }
    }

    private async Task<bool> IsRunningAsync(string virtualHost, CancellationToken cancellation) =>
        (await management.GetStringAsync(virtualHost, cancellation))
        .Contains("\"running\"", StringComparison.Ordinal);

    // Each start prints a page of banner and feature flags, whatever the log level.
    private static bool IsTrouble(string line) =>
        troubleLevels.Any(level => line.Contains(level, StringComparison.Ordinal));

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        if (!await RabbitMqFiles.AnswersAsync(Port, cancellation)) return false;
        if (files.ManagementPort is null) return true;
        try
        {
            using var overview = await management.GetAsync("overview", cancellation);
            return overview.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException
            || (notYet is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
