using Caisse.Servers;

namespace Caisse.AppHost;

/// <summary>
/// How a server runs below Aspire's orchestrator, which stops everything with SIGTERM. PostgreSQL would then
/// wait for its clients, so a shell passes on the signal that the server wants. RabbitMQ, which takes its
/// time and keeps what it has confirmed whatever happens, is killed after 4 s. Should the shell be killed,
/// the kernel sends the server that signal.
/// </summary>
internal static class AttendedCommand
{
    public const string Shell = "bash";

    // A closed terminal reaches everything that it started; what has to end then is told by the AppHost.
    private const string Script = """
        trap '' HUP QUIT
        stopped=
        limit() {
            for _ in {1..40}; do sleep 0.1; kill -0 "$server" 2>/dev/null || return; done
            pkill -KILL --parent "$server"
            kill -KILL "$server" 2>/dev/null
        }
        trap 'stopped=yes; kill -s "$0" "$server" 2>/dev/null; [ "$0" = TERM ] && limit &' TERM INT
        setpriv --pdeathsig "$0" "$@" &
        server=$!
        status=0
        while kill -0 "$server" 2>/dev/null; do wait "$server"; status=$?; done
        [ -n "$stopped" ] && exit 0
        exit "$status"
        """;

    /// <summary>The words after <see cref="Shell"/>.</summary>
    public static IEnumerable<string> Arguments(GuardedCommand command) =>
    [
        "-c", Script, command.StopSignal == StopSignal.Interrupt ? "INT" : "TERM",
        .. command.Privileges, command.Program, .. command.Arguments,
    ];
}
