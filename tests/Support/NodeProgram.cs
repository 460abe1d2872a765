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
public sealed class NodeProgram(string folder) : ProgramFolder(folder)
{
    /// <summary>Installs what the lock file names, into the folder and nowhere else.</summary>
    public Task InstallAsync() => RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
}
