using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Caisse.Benchmarks.Tills;

/// <summary>A service of the platform as its own process, as it runs in production.</summary>
sealed class ChildProcess : IAsyncDisposable
{
    readonly Process process;

    ChildProcess(Process process, Uri address, TimeSpan readyAfter) =>
        (this.process, Address, ReadyAfter) = (process, address, readyAfter);

    internal Uri Address { get; }

    /// <summary>From its start until it said that it is ready.</summary>
    internal TimeSpan ReadyAfter { get; }

    /// <summary>Memory it holds in megabytes.</summary>
    internal double MemoryMegabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }

    /// <summary>Starts a program and waits until it is ready.</summary>
    /// <param name="program">The built program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="readyAt">What answers 200 once it is ready.</param>
    /// <param name="settings">Its environment.</param>
    internal static async Task<ChildProcess> StartAsync(
        string program, string[] arguments, string readyAt, params (string Name, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            Environment =
            {
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["Logging__LogLevel__Default"] = "Error",
            },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }
        var begun = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        await BecomeReadyAsync(process, new Uri(address, readyAt));
        return new(process, address, Stopwatch.GetElapsedTime(begun));
    }

    /// <summary>The built program of a project of this repository, in this configuration.</summary>
    internal static string ProgramOf(string folder, string assembly)
    {
        var own = AppContext.BaseDirectory.TrimEnd('/').Split('/');
        return Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "../../../../..", folder, "bin", own[^2], own[^1], $"{assembly}.dll"));
    }

    static async Task BecomeReadyAsync(Process process, Uri readyAt)
    {
        using var client = new HttpClient();
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(readyAt);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(20);
        }
        process.Kill();
        throw new InvalidOperationException($"{process.StartInfo.ArgumentList[0]} did not become ready.");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
