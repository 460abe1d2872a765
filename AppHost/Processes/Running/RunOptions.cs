namespace Caisse.AppHost.Processes;

/// <summary>What can be said on the command line.</summary>
internal sealed record RunOptions
{
    public const string Help = """
        Starts the whole platform on this machine, and stops it on Ctrl-C.

          --data DIR          where all data lies (default: .data at the root of the repository)
          --fresh             begin anew: deletes what an earlier start left in the data directory
          --gateway-port N    the port of the public address (default: 8080; 0: any free one)
          --no-demo           without the demonstration fund
        """;

    private const int HighestPort = 65_535;

    public required string DataPath { get; init; }

    public bool Fresh { get; init; }

    /// <summary>Null for the port on the list.</summary>
    public int? ExternalPort { get; init; }

    public static bool AsksForHelp(string[] arguments) =>
        arguments.Contains("--help") || arguments.Contains("-h");

    public static RunOptions Parse(string[] arguments)
    {
        var options = new RunOptions { DataPath = Path.Combine(RepositoryRoot(), ".data") };
        for (var index = 0; index < arguments.Length; index++)
        {
            options = arguments[index] switch
            {
                "--fresh" => options with { Fresh = true },
                // The list itself leaves the demonstration out.
                "--no-demo" => options,
                "--data" => options with { DataPath = Path.GetFullPath(ValueAfter(arguments, index++)) },
                "--gateway-port" => options with { ExternalPort = Port(ValueAfter(arguments, index++)) },
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

    private static int Port(string text) =>
        int.TryParse(text, out var port) && port is >= 0 and <= HighestPort
            ? port
            : throw new StartRefusedException(
                $"--gateway-port takes a number from 0 to {HighestPort}, not {text}.");

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        for (; folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "global.json"))) return folder.FullName;
        return Environment.CurrentDirectory;
    }
}
