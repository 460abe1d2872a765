using System.Runtime.InteropServices;
using Caisse.Servers;

namespace Caisse.AppHost;

/// <summary>
/// Hears that the platform has to stop: Ctrl-C, SIGTERM, a closed terminal, or the end of dotnet run.
/// </summary>
internal sealed class StopRequest : IDisposable
{
    /// <summary>How long everything on the list has for stopping.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan parentInterval = TimeSpan.FromSeconds(1);

    // Never disposed: Aspire hears the same signal, and may have ended the run before it reaches us.
    private readonly CancellationTokenSource requested = new();
    private readonly List<PosixSignalRegistration> registrations;
    private readonly Timer? parentWatch;

    public StopRequest()
    {
        PosixSignal[] signals =
            [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Hear))];
        var parent = NativeCalls.ParentProcessId();
        // A shell may go while we stay (nohup); dotnet run only starts us, and when it is killed nobody could
        // stop us.
        if (IsDotnet(parent))
            parentWatch = new Timer(_ => StopWithout(parent), state: null, parentInterval, parentInterval);
    }

    public CancellationToken Requested => requested.Token;

    public void Dispose()
    {
        parentWatch?.Dispose();
        foreach (var registration in registrations) registration.Dispose();
    }

    private void Hear(PosixSignalContext context)
    {
        context.Cancel = true;
        // Whoever asks twice does not want to wait: the orchestrator stops what we leave.
        if (requested.IsCancellationRequested) Environment.Exit(1);
        requested.Cancel();
    }

    private void StopWithout(int parent)
    {
        if (NativeCalls.ParentProcessId() != parent && !requested.IsCancellationRequested) requested.Cancel();
    }

    private static bool IsDotnet(int process)
    {
        var name = $"/proc/{process}/comm";
        return File.Exists(name) && File.ReadAllText(name).Trim() == "dotnet";
    }
}
