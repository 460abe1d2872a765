using Caisse.Servers;

namespace Caisse.Support;

/// <summary>Signals that make a process stand still and go on, by their numbers on Linux.</summary>
public static class Signals
{
    /// <summary>SIGSTOP.</summary>
    public const int Stop = 19;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>Sends one.</summary>
    public static void Send(int processId, int signal) => Assert.Equal(0, NativeCalls.Kill(processId, signal));
}
