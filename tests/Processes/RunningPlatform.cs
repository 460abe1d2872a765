using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Caisse.Servers;

namespace Caisse.Processes.Tests;

/// <summary>The platform of apps/Platform as a process, on a data directory of its own.</summary>
internal sealed partial class RunningPlatform : IDisposable
{
    private static readonly JsonSerializerOptions web = new(JsonSerializerDefaults.Web);

    private readonly Process process;
    private readonly string data;
    private readonly List<string> lines = [];
    private readonly List<string> errors = [];

    private RunningPlatform(Process process, string data)
    {
        this.process = process;
        this.data = data;
        process.OutputDataReceived += (_, line) => Add(line.Data, lines);
        process.ErrorDataReceived += (_, line) => Add(line.Data, lines, errors);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    /// <summary>Both streams; lines of one keep their order, between the two there is none.</summary>
    public string Output => Joined(lines);

    public string Errors => Joined(errors);

    public static RunningPlatform Start(string data, string parts = "", params string[] arguments)
    {
        var output = AppContext.BaseDirectory.TrimEnd('/').Split('/');
        string[] words =
            arguments.Contains("--gateway-port") ? arguments : [.. arguments, "--gateway-port", "0"];
        // From tests/Processes/bin/<configuration>/<framework> to the program's own.
        var program = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "../../../apps/Platform/bin",
            output[^2], output[^1], "Caisse.Platform.dll"));
        // What is started in the background has Ctrl-C ignored, and hands that down.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", "dotnet", program, "--data", data, .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PLATFORM"] = parts },
        };
        return new RunningPlatform(new Process { StartInfo = start }, data);
    }

    public static async Task<RunningPlatform> StartReadyAsync(
        string data, string parts = "", params string[] arguments)
    {
        var platform = Start(data, parts, arguments);
        await platform.SaysAsync("Caisse is ready at http://localhost:");
        return platform;
    }

    public Task SaysAsync(string text) => Eventually.IsTrueAsync(
        () => Output.Contains(text, StringComparison.Ordinal), () => $"Never said '{text}':\n{Output}");

    public ResourceLine Resource(string name) =>
        JsonSerializer.Deserialize<List<ResourceLine>>(
            File.ReadAllText(Path.Combine(data, "resources.json")), web)!
            .Single(resource => resource.Name == name);

    public Task<ResourceLine> ResourceAsync(string name, Func<ResourceLine, bool> isSo) =>
        Eventually.GetAsync(
        () => Resource(name) is var resource && isSo(resource) ? resource : null,
        () => $"{Resource(name)} never became so:\n{Output}");

    public async Task<int> ExitCodeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    public void Signal(int signal) => Signal(process.Id, signal);

    public static void Signal(int processId, int signal) => Assert.Equal(0, Kill(processId, signal));

    /// <summary>Everything the platform on that data has started and that still runs.</summary>
    public static List<int> ProcessesOf(string data) =>
        Leftovers.Find(File.ReadAllText(Path.Combine(data, "secrets", "process-mark")));

    public static Task NothingRunsAsync(string data) => Eventually.IsTrueAsync(
        () => ProcessesOf(data).Count == 0,
        () => "Still running: " + string.Join("; ", ProcessesOf(data).Select(CommandLine)));

    public static string CommandLine(int processId) =>
        File.ReadAllText($"/proc/{processId}/cmdline").Replace('\0', ' ');

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    private void Add(string? line, params List<string>[] kept)
    {
        if (line is null) return;
        lock (lines)
            foreach (var list in kept) list.Add(line);
    }

    private string Joined(List<string> kept)
    {
        lock (lines) return string.Join('\n', kept);
    }
}

/// <summary>A line of resources.json.</summary>
internal sealed record ResourceLine(string Name, string State, string? Address, int? Pid, int Restarts);
