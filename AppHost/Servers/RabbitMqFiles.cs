using System.Net;
using System.Net.Sockets;

namespace Caisse.Servers;

/// <summary>
/// The files of a private RabbitMQ, and the environment that makes Debian's program use them and nothing
/// else.
/// </summary>
internal sealed class RabbitMqFiles
{
    public const string User = "caisse";

    // Erlang's port mapper would stay behind after the broker, and be shared with others' brokers. So this
    // one has its own port, runs in the foreground, and is told by the kernel when the broker has gone.
    private const string StartScript = """
        setpriv --pdeathsig KILL epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 &
        exec "$0"
        """;

    private static readonly string[] inherited = ["RABBITMQ_", "ERL_"];
    private static readonly byte[] protocolHeader = [(byte)'A', (byte)'M', (byte)'Q', (byte)'P', 0, 0, 9, 1];

    private readonly string server = InstalledServers.FindRabbitMqServer();
    private readonly ServerOptions options;
    private readonly int distributionPort = LoopbackPort.Free();
    private readonly int mapperPort = LoopbackPort.Free();

    public RabbitMqFiles(string directory, ServerOptions options)
    {
        this.options = options;
        directory = Path.GetFullPath(directory);
        Directory.CreateDirectory(directory);
        Home = Path.Combine(directory, "rabbitmq");
        Password = SecretFile.ReadOrCreate(Path.Combine(directory, "secrets", "rabbitmq"));
        // The home holds the Erlang cookie, with which one commands the broker.
        Directory.CreateDirectory(
            Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        SecretFile.Write(Path.Combine(Home, "rabbitmq.conf"), Configuration());
        File.WriteAllText(Path.Combine(Home, "enabled_plugins"), "[rabbitmq_management].\n");
    }

    /// <summary>Where it keeps everything.</summary>
    public string Home { get; }

    public int Port { get; } = LoopbackPort.Free();

    /// <summary>Of RabbitMQ's HTTP API.</summary>
    public int ManagementPort { get; } = LoopbackPort.Free();

    public string Password { get; }

    /// <summary>The broker itself, in the foreground.</summary>
    public GuardedCommand ServerCommand() => new("sh", ["-c", StartScript, server])
    {
        WorkingDirectory = Home,
        Environment = Variables(),
        ForgottenPrefixes = inherited,
        StopSignal = options.Durable ? StopSignal.Terminate : StopSignal.Kill,
    };

    /// <summary>The address of a virtual host, by default the one every broker has.</summary>
    public string Uri(string virtualHost = "/") =>
        $"amqp://{User}:{Password}@127.0.0.1:{Port}/" +
        (virtualHost == "/" ? "" : System.Uri.EscapeDataString(virtualHost));

    /// <summary>Whether a broker takes connections there now.</summary>
    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellation)
    {
        try
        {
            // The broker answers the greeting only when it is up; the listener alone proves less.
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
            var stream = client.GetStream();
            await stream.WriteAsync(protocolHeader, cancellation);
            return await stream.ReadAsync(new byte[1], cancellation) > 0;
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            return false;
        }
    }

    public StartRefusedException Unusable(string reason) => new(
        $"RabbitMQ does not start on the data in {Home} ({reason}): " +
        "restore it from a copy, or begin anew with --fresh.");

    private string Configuration() => $"""
        listeners.tcp.default = 127.0.0.1:{Port}
        default_user = {User}
        default_pass = {Password}
        log.console = true
        log.console.level = warning
        log.file = false
        log.connection.level = error
        disk_free_limit.absolute = 50MB
        management.tcp.ip = 127.0.0.1
        management.tcp.port = {ManagementPort}

        """;

    private Dictionary<string, string> Variables() => new(options.Environment)
    {
        ["HOME"] = Home,
        // Stops /etc/rabbitmq/rabbitmq-env.conf, which belongs to the machine's own broker, from being read.
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(Home, "rabbitmq"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(Home, "advanced"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(Home, "enabled_plugins"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(Home, "generated"),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(Home, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(Home, "log"),
        ["RABBITMQ_NODENAME"] = "caisse@localhost",
        ["RABBITMQ_DIST_PORT"] = distributionPort.ToString(provider: null),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        ["ERL_EPMD_PORT"] = mapperPort.ToString(provider: null),
        // Without it the script stays between us and the broker, and takes the signals.
        ["RUNNING_UNDER_SYSTEMD"] = "1",
    };
}
