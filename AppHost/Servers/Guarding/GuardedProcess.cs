using System.ComponentModel;
using System.Diagnostics;

namespace Caisse.Servers;

/// <summary>
/// A child process that cannot outlive us, however we end. The kernel's own "signal on parent death" is no
/// help: it fires when the thread that forked ends, and ours come from a pool. So each child leads its own
/// session, and a small shell in that session reads a pipe whose other end we hold: when we are gone it reads
/// the end of the pipe and stops the session. The shell becomes the program itself (exec), so the process id
/// is the program's own. It is bash: Debian's sh drops variables whose name has a hyphen, such as
/// <c>ConnectionStrings__merchant-network</c>.
/// </summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // The watcher is started by a subshell that ends at once, so that the program never meets a child it did
    // not start. It belongs to the group it stops, which also means that the group's number cannot have been
    // given to others.
    private const string GuardScript = """
        exec 3<&0 </dev/null
        (
          (
            trap '' TERM INT HUP QUIT
            read -r _ <&3
            kill -s "$0" -- -$$
            tenths=0
            while kill -0 $$ && [ $tenths -lt 80 ]; do tenths=$((tenths + 1)); sleep 0.1; done
            kill -s KILL -- -$$
          ) >/dev/null 2>&1 &
        )
        exec 3<&-
        exec "$@"
        """;

    private static readonly TimeSpan outputDrainLimit = TimeSpan.FromSeconds(2);

    private readonly Process process;
    private readonly StopSignal stopSignal;
    private readonly TaskCompletionSource<int> exited =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GuardedProcess(Process process, StopSignal stopSignal)
    {
        this.process = process;
        this.stopSignal = stopSignal;
    }

    public int Id { get; private set; }

    /// <summary>The exit code, once the program and whatever it left in its group have ended.</summary>
    public Task<int> Exited => exited.Task;

    public static GuardedProcess Start(GuardedCommand command)
    {
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = command.WorkingDirectory ?? "/",
        };
        string[] guard =
            ["bash", "-c", GuardScript, ((int)command.StopSignal).ToString(provider: null)];
        string[] become = command.Privileges.Count == 0 ? [] : ["setpriv", .. command.Privileges];
        foreach (var word in (string[])[.. guard, .. become, command.Program, .. command.Arguments])
            start.ArgumentList.Add(word);
        foreach (var name in start.Environment.Keys.Where(name => IsForgotten(command, name)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var guarded = new GuardedProcess(process, command.StopSignal);
        process.OutputDataReceived += (_, line) => { if (line.Data is not null) command.OnLine(line.Data); };
        process.ErrorDataReceived += (_, line) => { if (line.Data is not null) command.OnLine(line.Data); };
        process.Exited += (_, _) => _ = guarded.SweepAsync();
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            throw new StartRefusedException(
                $"setsid cannot be started ({missing.Message}): install Debian's package util-linux.");
        }
        guarded.Id = process.Id;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return guarded;
    }

    /// <summary>
    /// Asks the program to stop, and makes it stop when it has not within the grace period.
    /// </summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (!Exited.IsCompleted) Signal((int)stopSignal);
        try
        {
            await Exited.WaitAsync(grace);
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited;
        }
    }

    public void Kill() => Signal((int)StopSignal.Kill);

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        process.Dispose();
    }

    private static bool IsForgotten(GuardedCommand command, string name) =>
        command.ForgottenPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private void Signal(int number)
    {
        if (!Exited.IsCompleted) _ = NativeCalls.Kill(Id, number);
    }

    private async Task SweepAsync()
    {
        _ = NativeCalls.Kill(-process.Id, (int)StopSignal.Kill);
        var exitCode = process.ExitCode;
        try
        {
            // A grandchild in another session may still hold the pipe; what it says is not worth waiting for.
            await process.WaitForExitAsync().WaitAsync(outputDrainLimit);
        }
        catch (TimeoutException)
        {
            process.CancelOutputRead();
            process.CancelErrorRead();
        }
        exited.TrySetResult(exitCode);
    }
}
