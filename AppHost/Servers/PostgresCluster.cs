using System.Text.RegularExpressions;

namespace Caisse.Servers;

/// <summary>
/// The files of a private PostgreSQL: making them, checking them, starting a server on them.
/// </summary>
internal sealed partial class PostgresCluster
{
    // Every service has two pools and tests have many databases; the default of 100 is used up by the system
    // tests.
    private const int ConnectionsAtMost = 200;

    /// <summary>Why data cannot be used whose server answers and refuses our password.</summary>
    public const string OtherPassword = "the password kept beside it is not the one it was created with";

    private static readonly string[] inherited = ["PG"];

    private readonly string programs = InstalledServers.FindPostgresPrograms();
    private readonly ServerAccount? account = ServerAccount.ForPostgres();
    private readonly string directory;
    private readonly ServerOptions options;

    public PostgresCluster(string directory, ServerOptions options)
    {
        this.directory = Path.GetFullPath(directory);
        this.options = options;
        Directory.CreateDirectory(this.directory);
        DataPath = Path.Combine(this.directory, "postgres");
        Password = SecretFile.ReadOrCreate(Path.Combine(this.directory, "secrets", "postgres"));
    }

    /// <summary>The superuser's.</summary>
    public string Password { get; }

    public string DataPath { get; }

    /// <summary>
    /// Makes the files beside their final place and moves them there whole, so an interruption leaves nothing
    /// half made.
    /// </summary>
    public async Task CreateIfMissingAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(DataPath))
        {
            CheckVersion();
            await CheckControlFileAsync(cancellation);
            return;
        }
        var unfinished = DataPath + ".new";
        var passwordFile = Path.Combine(directory, "postgres.password");
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(
            unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        SecretFile.Write(passwordFile, Password);
        account?.TakeOver(unfinished);
        account?.TakeOver(passwordFile);

        string[] arguments =
        [
            "--pgdata", unfinished, "--username", PostgresAccess.Superuser, "--pwfile", passwordFile,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8",
            "--data-checksums", "--no-instructions",
            .. options.Durable ? Array.Empty<string>() : ["--no-sync"],
        ];
        // initdb prints a page of progress that nobody needs unless it fails.
        var lines = new LastLines(_ => { });
        var command = Command("initdb", arguments) with { OnLine = lines.Add };
        await using (var initdb = GuardedProcess.Start(command))
        {
            var exitCode = await initdb.Exited.WaitAsync(cancellation);
            File.Delete(passwordFile);
            if (exitCode != 0)
                throw new StartRefusedException(
                    $"PostgreSQL cannot create its data in {unfinished} " +
                    $"({lines.MostTelling("error:", "FATAL:")}): " +
                    "make room, or choose another place with --data.");
        }
        Directory.Move(unfinished, DataPath);
    }

    /// <summary>The server itself, in the foreground.</summary>
    public GuardedCommand ServerCommand(int port)
    {
        List<string> settings =
        [
            $"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=",
            "log_destination=stderr", "logging_collector=off", "log_line_prefix=", "log_min_messages=warning",
            .. TuningFor(options.Durable),
        ];
        string[] arguments = ["-D", DataPath, .. settings.SelectMany(setting => new[] { "-c", setting })];
        return Command("postgres", arguments);
    }

    /// <summary>Settings that are the same wherever the server runs.</summary>
    /// <param name="isDurable">Whether the data outlives the server.</param>
    public static IReadOnlyList<string> TuningFor(bool isDurable) =>
    [
        $"max_connections={ConnectionsAtMost}",
        // The defaults are a small machine's: a year of a region's payments would be read from disk again and
        // again, and checkpoints would follow each other closely.
        .. isDurable
            ? ["shared_buffers=512MB", "max_wal_size=4GB"]
            : (string[])["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
    ];

    public StartRefusedException Unusable(string reason) => new(
        $"The PostgreSQL data in {DataPath} cannot be used ({reason}): " +
        "restore it from a copy, or begin anew with --fresh.");

    private GuardedCommand Command(string program, string[] arguments)
    {
        return new GuardedCommand(Path.Combine(programs, program), arguments)
        {
            Privileges = account?.Privileges(DataPath) ?? [],
            Environment = options.Environment,
            ForgottenPrefixes = inherited,
            StopSignal = options.Durable ? StopSignal.Interrupt : StopSignal.Kill,
        };
    }

    /// <summary>What else is wrong with the data, the server says when it starts.</summary>
    private async Task CheckControlFileAsync(CancellationToken cancellation)
    {
        string? doubt = null;
        await using var check = GuardedProcess.Start(Command("pg_controldata", [DataPath]) with
        {
            OnLine = line => doubt ??= Doubt().IsMatch(line) ? line.TrimEnd('.') : null,
        });
        var exitCode = await check.Exited.WaitAsync(cancellation);
        if (doubt is not null || exitCode != 0)
            throw Unusable($"pg_controldata says {doubt ?? $"nothing and ends with code {exitCode}"}");
    }

    [GeneratedRegex("^WARNING:|error:")]
    private static partial Regex Doubt();

    private void CheckVersion()
    {
        var file = Path.Combine(DataPath, "PG_VERSION");
        var version = File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        if (!int.TryParse(version, out _)) throw Unusable("the file PG_VERSION is missing or damaged");
        // Debian's folders are named after the major version; programs found on the PATH speak for themselves
        // when they start.
        var installed = Path.GetFileName(Path.GetDirectoryName(programs));
        if (int.TryParse(installed, out _) && installed != version)
            throw new StartRefusedException(
                $"The data in {DataPath} belongs to PostgreSQL {version}, and version {installed} is " +
                $"installed: install postgresql-{version}, or begin anew with --fresh.");
    }
}
