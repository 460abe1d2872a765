using System.Reflection;
using Caisse.Servers;

namespace Caisse.AppHost;

/// <summary>What a project has built, in the same configuration as the AppHost's own.</summary>
internal sealed record ProgramFiles(string ProgramPath, string ProjectFolder)
{
    private const string Description = ".runtimeconfig.json";

    // "bin/Release/net10.0/" when this was built.
    private static readonly string builtIn = typeof(ProgramFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "BuiltIn").Value!;

    /// <summary>The dotnet command that runs us, so that children run on the same one.</summary>
    public static string DotnetPath =>
        Path.GetFileName(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    public static ProgramFiles Of(string projectPath)
    {
        var folder = Path.GetDirectoryName(projectPath)!;
        var built = Path.Combine(folder, builtIn.Replace('\\', '/'));
        var name = Path.GetFileNameWithoutExtension(projectPath);
        var program = Directory.Exists(built)
            ? Directory.EnumerateFiles(built, "*" + Description).Select(WithoutDescription).FirstOrDefault(
                path => path.EndsWith("/" + name, StringComparison.Ordinal)
                    || path.EndsWith("." + name, StringComparison.Ordinal))
            : null;
        return program is null
            ? throw new StartRefusedException(
                $"{name} is not built in {built}: run dotnet build {projectPath}, in the same configuration.")
            : new ProgramFiles(program + ".dll", folder);
    }

    private static string WithoutDescription(string path) => path[..^Description.Length];
}
