namespace Caisse.AppHost.Processes;

/// <summary>
/// The files of a private RabbitMQ, and the environment that makes Debian's program use them and nothing
/// else.
/// </summary>
internal sealed class RabbitMqFiles
{
    public const string User = "caisse";

    // Erlang's port mapper would stay behind after the broker, and be shared with others' brokers. So this
    // one has its own port and runs in the broker's group, which ends as one. In the foreground it needs no
    // further care.
    private const string StartScript = """
        epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 &
        exec "$0"
        """;

    private static readonly string[] inherited = ["RABBITMQ_", "ERL_"];

    private readonly string server = InstalledServers.FindRabbitMqServer();
    private readonly string home;
    private readonly ServerOptions options;
    private readonly int distributionPort = LoopbackPort.Free();
    private readonly int mapperPort = LoopbackPort.Free();

    public RabbitMqFiles(string directory, ServerOptions options)
    {
        this.options = options;
        home = Path.Combine(directory, "rabbitmq");
        Password = SecretFile.ReadOrCreate(Path.Combine(directory, "secrets", "rabbitmq"));
        ManagementPort = options.WithManagement ? LoopbackPort.Free() : null;
        // The home holds the Erlang cookie, with which one commands the broker.
        Directory.CreateDirectory(
            home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        SecretFile.Write(Path.Combine(home, "rabbitmq.conf"), Configuration());
        File.WriteAllText(
            Path.Combine(home, "enabled_plugins"),
            options.WithManagement ? "[rabbitmq_management].\n" : "[].\n");
    }

    public int Port { get; } = LoopbackPort.Free();

    public int? ManagementPort { get; }

    public string Password { get; }

    public GuardedProcess StartServer(Action<string> onLine) => GuardedProcess.Start(
        new GuardedCommand("sh", ["-c", StartScript, server])
        {
            WorkingDirectory = home,
            Environment = Variables(),
            ForgottenPrefixes = inherited,
            StopSignal = options.Durable ? StopSignal.Terminate : StopSignal.Kill,
            OnLine = onLine,
        });

    public StartRefusedException Unusable(string reason) => new(
        $"RabbitMQ does not start on the data in {home} ({reason}): " +
        "restore it from a copy, or begin anew with --fresh.");

    private string Configuration() => $"""
        listeners.tcp.default = 127.0.0.1:{Port}
        default_user = {User}
        default_pass = {Password}
        log.console = true
        log.console.level = warning
        log.file = false
        log.connection.level = error
        {(ManagementPort is { } port ? $"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {port}" : "")}

        """;

    private Dictionary<string, string> Variables() => new(options.Environment)
    {
        ["HOME"] = home,
        // Stops /etc/rabbitmq/rabbitmq-env.conf, which belongs to the machine's own broker, from being read.
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(home, "rabbitmq"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(home, "advanced"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(home, "enabled_plugins"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(home, "generated"),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(home, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(home, "log"),
        ["RABBITMQ_NODENAME"] = "caisse@localhost",
        ["RABBITMQ_DIST_PORT"] = distributionPort.ToString(provider: null),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        ["ERL_EPMD_PORT"] = mapperPort.ToString(provider: null),
        // Without it the script stays between us and the broker, and takes the signals.
        ["RUNNING_UNDER_SYSTEMD"] = "1",
    };
}
