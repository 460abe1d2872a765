using System.Diagnostics;

namespace Caisse.Support;

/// <summary>Runs where npm is, and says so where it is not.</summary>
public sealed class FactWithNpmAttribute : FactAttribute
{
    /// <summary>Skips the test where there is no npm.</summary>
    public FactWithNpmAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "npm"))))
        {
            Skip = "npm is not installed here, so what it installs cannot be run.";
        }
    }
}

/// <summary>A folder with a <c>package.json</c> and its lock file, whose programs are run.</summary>
/// <param name="folder">The folder, of which a build made a copy: it is written to.</param>
public sealed class NodeProgram(string folder)
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Where it is.</summary>
    public string Folder { get; } = Path.Combine(AppContext.BaseDirectory, folder);

    /// <summary>Installs what the lock file names, into the folder and nowhere else.</summary>
    public Task InstallAsync() => RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);

    /// <summary>Runs a program in the folder; what it wrote.</summary>
    /// <param name="program">Its name, or that of one that was installed, after "node_modules/.bin/".</param>
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
