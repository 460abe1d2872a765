namespace Caisse.Servers;

/// <summary>Where this machine has its server programs.</summary>
internal static class InstalledServers
{
    public const string PostgresPackages = "/usr/lib/postgresql";
    public const string RabbitMqScript = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    /// <summary>
    /// The folder of initdb and postgres: of Debian's packages the highest version, else the PATH's.
    /// </summary>
    public static string FindPostgresPrograms() => FindPostgresPrograms(PostgresPackages, SearchPath());

    public static string FindPostgresPrograms(string packages, IReadOnlyList<string> searchPath)
    {
        var versions = Directory.Exists(packages) ? Directory.GetDirectories(packages) : [];
        var candidates = versions
            .OrderByDescending(
                folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat(searchPath);
        return candidates.FirstOrDefault(folder =>
                File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            ?? throw new StartRefusedException(
                "PostgreSQL is not installed: start with ./run, or sudo apt-get install postgresql.");
    }

    public static string FindRabbitMqServer() => FindRabbitMqServer(RabbitMqScript, SearchPath());

    /// <summary>
    /// Debian's wrapper on the PATH insists on its own user and log files, so the script behind it comes
    /// first.
    /// </summary>
    public static string FindRabbitMqServer(string script, IReadOnlyList<string> searchPath) =>
        searchPath
            .Select(folder => Path.Combine(folder, "rabbitmq-server"))
            .Prepend(script).FirstOrDefault(File.Exists)
            ?? throw new StartRefusedException(
                "RabbitMQ is not installed: start with ./run, or sudo apt-get install rabbitmq-server.");

    private static string[] SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
}
