using System.ComponentModel;
using System.Diagnostics;

namespace Caisse.Servers;

/// <summary>Whether containers can be run here.</summary>
internal static class ContainerEngine
{
    private static readonly string[] engines = ["docker", "podman"];
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>The engine that answers, or null.</summary>
    public static async Task<string?> FindAsync()
    {
        foreach (var engine in engines)
            if (await RunAsync(engine, "info") == 0) return engine;
        return null;
    }

    /// <summary>Deletes a volume, if it is there.</summary>
    public static Task DeleteVolumeAsync(string engine, string volume) =>
        RunAsync(engine, "volume", "rm", "--force", volume);

    private static async Task<int?> RunAsync(string engine, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(engine, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        using var limit = new CancellationTokenSource(patience);
        try
        {
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            return null; // It is not installed.
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return null; // It is installed, and does not answer.
        }
    }
}
