using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Caisse.Servers;

namespace Caisse.Support;

/// <summary>
/// A program of the platform as its own process, as it runs in production; it cannot outlive this one.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    readonly GuardedCommand command;
    readonly string readyAt;
    GuardedProcess? process;

    ChildProcess(GuardedCommand command, Uri address, string readyAt) =>
        (this.command, Address, this.readyAt) = (command, address, readyAt);

    /// <summary>Where it answers, also when it is started again.</summary>
    public Uri Address { get; }

    /// <summary>From its start until it said that it is ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>
    /// Memory it holds in megabytes: of what it shares with other processes, such as the runtime's own
    /// code, its part (the kernel's proportional set size).
    /// </summary>
    public double MemoryMegabytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{process!.Id}/smaps_rollup")
                .First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            var kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            return long.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024.0;
        }
    }

    /// <summary>Its processor time.</summary>
    public TimeSpan CpuTime => System.Diagnostics.Process.GetProcessById(process!.Id).TotalProcessorTime;

    /// <summary>Starts a program and waits until it is ready.</summary>
    /// <param name="program">The built program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="readyAt">What answers 200 once it is ready.</param>
    /// <param name="settings">Its environment.</param>
    public static async Task<ChildProcess> StartAsync(
        string program, string[] arguments, string readyAt, params (string Name, string Value)[] settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
        var command = new GuardedCommand("dotnet", [program, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(program),
            Environment = new Dictionary<string, string>(
                settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            {
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["Logging__LogLevel__Default"] = "Error",
            },
        };
        var child = new ChildProcess(command, address, readyAt);
        await child.StartAgainAsync();
        return child;
    }

    /// <summary>The built program of a project of this repository, in this configuration.</summary>
    public static string ProgramOf(string folder, string assembly)
    {
        var own = AppContext.BaseDirectory.TrimEnd('/').Split('/');
        return Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "../../../../..", folder, "bin", own[^2], own[^1], $"{assembly}.dll"));
    }

    /// <summary>A client with a given token.</summary>
    public HttpClient ClientWith(string token) => new()
    {
        BaseAddress = Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    /// <summary>Kills it as the kernel would: it learns nothing of it.</summary>
    public void Kill() => process!.Kill();

    /// <summary>Starts it where it answered before, and waits until it is ready.</summary>
    public async Task StartAgainAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }
        var begun = Stopwatch.GetTimestamp();
        process = GuardedProcess.Start(command);
        using var client = new HttpClient { BaseAddress = Address };
        await Eventually.TrueAsync($"{command.Arguments[0]} is ready", async () =>
        {
            Assert.False(process.Exited.IsCompleted, $"{command.Arguments[0]} ended instead.");
            try
            {
                using var answer = await client.GetAsync(new Uri(readyAt, UriKind.Relative));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false; // It does not listen yet.
            }
        }, StartLimit);
        ReadyAfter = Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Makes it stand still where it is.</summary>
    public void Freeze() => Signals.Send(process!.Id, Signals.Stop);

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signals.Send(process!.Id, Signals.Continue);

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await process!.DisposeAsync();
}
