using System.Diagnostics;
using System.Text.RegularExpressions;
using Caisse.Servers;
using Caisse.Support;

namespace Caisse.AppHost.Tests;

/// <summary>The AppHost as a process of its own session, as a terminal starts it.</summary>
internal sealed class RunningPlatform : IDisposable
{
    /// <summary>All programs on the list: a test about the servers leaves them out.</summary>
    public static readonly string[] Programs =
        [
            "identity", "membership", "contributions", "wallet", "merchant-network", "governance", "gateway",
            "portal",
        ];

    private static readonly TimeSpan exitLimit = TimeSpan.FromMinutes(2);

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

    /// <summary>Both streams; lines of one keep their order, between the two there is none.</summary>
    public string Output => Joined(lines);

    public string Errors => Joined(errors);

    /// <summary>Starts the AppHost with nothing but the options.</summary>
    public static RunningPlatform StartWith(string data, params string[] options)
    {
        // What is started in the background has Ctrl-C ignored, and hands that down.
        var start = new ProcessStartInfo(
            "setsid",
            [
                "env", "--default-signal=INT", "dotnet",
                ChildProcess.ProgramOf("AppHost", "Caisse.AppHost"), "--data", data, .. options,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new RunningPlatform(new Process { StartInfo = start }, data);
    }

    /// <summary>Starts the servers, and of the programs those that are named, on any free ports.</summary>
    public static RunningPlatform Start(string data, string[] programs, params string[] options) => StartWith(
        data,
        [
            "--demo", "false", "--gateway-port", "0", "--dashboard-port", "0",
            .. Programs.Except(programs).SelectMany(name => new[] { "--without", name }), .. options,
        ]);

    public static async Task<RunningPlatform> StartReadyAsync(
        string data, string[] programs, params string[] options)
    {
        var platform = Start(data, programs, options);
        await platform.SaysAsync("Caisse is ready at http://localhost:");
        return platform;
    }

    public Task SaysAsync(string text) => SaysLineAsync(Regex.Escape(text));

    /// <summary>Waits for a line in which the pattern is found.</summary>
    public Task SaysLineAsync(string pattern) => Eventually.GetAsync(
        $"it says '{pattern}'", () => Task.FromResult<string?>(Output),
        output => Regex.IsMatch(output, pattern, RegexOptions.Multiline), exitLimit);

    /// <summary>What it says after these words in the same line.</summary>
    public string WordAfter(string words)
    {
        var line = Output.Split('\n').First(one => one.Contains(words, StringComparison.Ordinal));
        return line[(line.IndexOf(words, StringComparison.Ordinal) + words.Length)..].Trim();
    }

    public async Task<int> ExitCodeAsync()
    {
        using var deadline = new CancellationTokenSource(exitLimit);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    /// <summary>A terminal sends its signals to all that it has started.</summary>
    public void SignalAll(int signal) => Signals.Send(-process.Id, signal);

    public void Signal(int signal) => Signals.Send(process.Id, signal);

    /// <summary>Everything that was started on that data and still runs, by process id.</summary>
    public static List<int> ProcessesOf(string data) =>
        Leftovers.Find(File.ReadAllText(Path.Combine(data, "secrets", "process-mark")).Trim());

    /// <summary>
    /// Programs whose command line has these words: neither the shells around servers nor the orchestrator.
    /// </summary>
    public IEnumerable<int> ProcessesWith(string words) => ProcessesOf(data).Where(id =>
        CommandLine(id) is var line && line.Contains(words, StringComparison.Ordinal)
        && !line.StartsWith("bash", StringComparison.Ordinal) && !IsOrchestrator(id));

    public static bool IsOrchestrator(int processId) =>
        CommandLine(processId).Contains("/dcp ", StringComparison.Ordinal);

    public static async Task NothingRunsAsync(string data, TimeSpan limit) => await Eventually.GetAsync(
        "nothing runs any more",
        () => Task.FromResult<string?>(string.Join("; ", ProcessesOf(data).Select(CommandLine))),
        running => running.Length == 0, limit);

    public static string CommandLine(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return ""; // It has just ended.
        }
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

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
