using System.Diagnostics;

namespace Caisse.Support;

/// <summary>A folder in which programs are run.</summary>
/// <param name="folder">The folder, of which a build made a copy: it is written to.</param>
public class ProgramFolder(string folder)
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Where it is.</summary>
    public string Folder { get; } = Path.Combine(AppContext.BaseDirectory, folder);

    /// <summary>Runs a program in the folder; what it wrote.</summary>
    /// <param name="program">Its name, or its path within the folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="play">What it is told in the variable PLAY.</param>
    public async Task<string> RunAsync(string program, string[] arguments, string? play = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        var isInstalled = program.Contains('/', StringComparison.Ordinal);
        var start = new ProcessStartInfo(isInstalled ? Path.Combine(Folder, program) : program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PLAY"] = play;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["KIOTA_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["KIOTA_OFFLINE_ENABLED"] = "true";
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        using var process = Process.Start(start)!;
        var (output, errors) =
            (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var deadline = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"{program}: {await output}\n{await errors}");
        return await output;
    }
}
