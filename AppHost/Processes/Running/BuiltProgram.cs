namespace Caisse.AppHost.Processes;

/// <summary>The program a project builds, of the same configuration as the AppHost's own.</summary>
internal sealed record BuiltProgram(string Path, string ProjectFolder)
{
    private const string Description = ".runtimeconfig.json";

    /// <summary>The dotnet command that runs us, so that children run on the same one.</summary>
    public static string DotnetPath =>
        System.IO.Path.GetFileName(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    public static BuiltProgram Find(string projectPath)
    {
        // Our own folder is AppHost/bin/<configuration>/<framework>, and project paths start at AppHost.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var configuration = output.Parent!;
        var appHostFolder = configuration.Parent!.Parent!.FullName;
        var project = System.IO.Path.GetFullPath(projectPath, appHostFolder);
        var folder = System.IO.Path.GetDirectoryName(project)!;
        var built = System.IO.Path.Combine(folder, "bin", configuration.Name, output.Name);
        var name = System.IO.Path.GetFileNameWithoutExtension(project);
        var program = Directory.Exists(built)
            ? Directory.EnumerateFiles(built, "*" + Description).Select(WithoutDescription).FirstOrDefault(
                path => path.EndsWith("/" + name, StringComparison.Ordinal)
                    || path.EndsWith("." + name, StringComparison.Ordinal))
            : null;
        return program is null
            ? throw new StartRefusedException(
                $"{name} is not built in {built}: run dotnet build -c {configuration.Name} {project}.")
            : new BuiltProgram(program + ".dll", folder);
    }

    private static string WithoutDescription(string path) => path[..^Description.Length];
}
