using Caisse.Servers;

namespace Caisse.AppHost;

/// <summary>What can be said on the command line.</summary>
internal sealed record RunOptions
{
    public const string Help = """
        Starts the whole platform on this machine, and stops it on Ctrl-C.

          --data DIR           where all data lies (default: .data at the root of the repository)
          --fresh              begin anew: deletes what an earlier start left in the data directory
          --gateway-port N     the port of the public address (default: 8080; 0: any free one)
          --dashboard-port N   the port of the dashboard (default: 18888, or any free one where that is taken)
          --demo true|false    with or without the demonstration fund (default: with it; --no-demo is the
                               same as --demo false)
          --without NAME       leaves a service out, and says with which environment to start it by hand, in
                               a debugger for instance; may be given several times
        """;

    public const int DefaultGatewayPort = 8080;
    public const int DefaultDashboardPort = 18_888;
    private const int HighestPort = 65_535;

    // With these, Aspire itself is asked for something else than running: a manifest.
    private static readonly string[] publishing = ["--operation", "--publisher"];

    public required string DataPath { get; init; }

    public bool Fresh { get; init; }

    /// <summary>0 for any free one.</summary>
    public int GatewayPort { get; init; } = DefaultGatewayPort;

    /// <summary>0 for any free one; null for the usual one, if it is free.</summary>
    public int? DashboardPort { get; init; }

    public bool Demo { get; init; } = true;

    /// <summary>Names of those who are started by hand.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>What Aspire is told.</summary>
    public string[] AspireArguments { get; init; } = [];

    public bool Publishes => AspireArguments.Length > 0;

    public static bool AsksForHelp(string[] arguments) =>
        arguments.Contains("--help") || arguments.Contains("-h");

    public static RunOptions Parse(string[] arguments, string repository)
    {
        var options = new RunOptions { DataPath = Path.Combine(repository, ".data") };
        if (arguments.Intersect(publishing).Any()) return options with { AspireArguments = arguments };
        for (var index = 0; index < arguments.Length; index++)
        {
            string Value() => ValueAfter(arguments, index++);
            options = arguments[index] switch
            {
                "--fresh" => options with { Fresh = true },
                "--no-demo" => options with { Demo = false },
                "--demo" => options with { Demo = Truth("--demo", Value()) },
                "--data" => options with { DataPath = Path.GetFullPath(Value()) },
                "--gateway-port" => options with { GatewayPort = Port("--gateway-port", Value()) },
                "--dashboard-port" => options with { DashboardPort = Port("--dashboard-port", Value()) },
                "--without" => options with { Without = [.. options.Without, Value()] },
                var unknown => throw new StartRefusedException(
                    $"{unknown} is not an option here: --help lists those there are."),
            };
        }
        return options;
    }

    private static string ValueAfter(string[] arguments, int index) =>
        index + 1 < arguments.Length
            ? arguments[index + 1]
            : throw new StartRefusedException($"{arguments[index]} needs a value after it: see --help.");

    private static bool Truth(string option, string text) =>
        bool.TryParse(text, out var truth)
            ? truth
            : throw new StartRefusedException($"{option} takes true or false, not {text}.");

    private static int Port(string option, string text) =>
        int.TryParse(text, out var port) && port is >= 0 and <= HighestPort
            ? port
            : throw new StartRefusedException(
                $"{option} takes a number from 0 to {HighestPort}, not {text}.");
}
