using System.Runtime.InteropServices;

namespace Caisse.AppHost.Processes;

/// <summary>
/// Hears that the platform has to stop: Ctrl-C, SIGTERM, a closed terminal, or the end of dotnet run.
/// </summary>
internal sealed class StopRequest : IDisposable
{
    private static readonly TimeSpan parentInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource orderly = new();
    private readonly CancellationTokenSource atOnce = new();
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

    /// <summary>Cancelled by the first request.</summary>
    public CancellationToken Orderly => orderly.Token;

    /// <summary>Cancelled by the second: whoever asks twice does not want to wait.</summary>
    public CancellationToken AtOnce => atOnce.Token;

    public void Dispose()
    {
        parentWatch?.Dispose();
        foreach (var registration in registrations) registration.Dispose();
        orderly.Dispose();
        atOnce.Dispose();
    }

    private void Hear(PosixSignalContext context)
    {
        context.Cancel = true;
        if (orderly.IsCancellationRequested) atOnce.Cancel();
        orderly.Cancel();
    }

    private void StopWithout(int parent)
    {
        if (NativeCalls.ParentProcessId() != parent && !orderly.IsCancellationRequested) orderly.Cancel();
    }

    private static bool IsDotnet(int process)
    {
        var name = $"/proc/{process}/comm";
        return File.Exists(name) && File.ReadAllText(name).Trim() == "dotnet";
    }
}
