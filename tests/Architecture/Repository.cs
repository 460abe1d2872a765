using System.Text;

namespace Caisse.Architecture.Tests;

/// <summary>A text file of the repository.</summary>
/// <param name="Path">From the root, with slashes.</param>
/// <param name="Text">Its content.</param>
sealed record SourceFile(string Path, string Text)
{
    internal string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>What a failed rule says of it.</summary>
    public override string ToString() => Path;

    internal IEnumerable<string> Lines => Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}

/// <summary>
/// The files of the repository, tracked or about to be: all but what <c>.gitignore</c> names, found by
/// walking, so that the rules hold in an unpacked archive too.
/// </summary>
static class Repository
{
    const string Solution = "Caisse.sln";

    static readonly HashSet<string> Ignored = [".git", "bin", "obj", ".data", ".vs", ".idea", "TestResults"];

    static readonly string Root = FindRoot();

    internal static IReadOnlyList<SourceFile> Files { get; } =
        [.. Walk(Root).Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>The C# that runs in production and on developers' machines.</summary>
    internal static IReadOnlyList<SourceFile> Code { get; } =
        [.. Under("services/", "gateway/", "ServiceDefaults/", "AppHost/").Where(IsCode)];

    /// <summary>The C# of what runs behind the public address.</summary>
    internal static IReadOnlyList<SourceFile> ServerCode { get; } =
        [.. Code.Where(file => !file.Path.StartsWith("AppHost/", StringComparison.Ordinal))];

    internal static IEnumerable<SourceFile> Under(params string[] folders) => Files.Where(file =>
        folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)));

    internal static bool IsCode(SourceFile file) => file.Path.EndsWith(".cs", StringComparison.Ordinal);

    /// <summary>"Path:line" of every line that a rule forbids.</summary>
    internal static IEnumerable<string> LinesWhere(
        this IEnumerable<SourceFile> files, Func<string, bool> isForbidden) =>
        files.SelectMany(file => file.Lines.Index()
            .Where(line => isForbidden(line.Item))
            .Select(line => $"{file.Path}:{line.Index + 1} {line.Item.Trim()}"));

    static SourceFile Read(string path) =>
        new(Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path, Encoding.UTF8));

    static IEnumerable<string> Walk(string folder) => Directory.EnumerateFileSystemEntries(folder)
        .Where(entry => !Ignored.Contains(Path.GetFileName(entry)))
        .SelectMany(entry => Directory.Exists(entry) ? Walk(entry) : [entry]);

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Solution)))
        {
            folder = folder.Parent;
        }
        return folder?.FullName
            ?? throw new InvalidOperationException($"No {Solution} above {AppContext.BaseDirectory}.");
    }
}

static class Rule
{
    /// <summary>Fails with every violation in full.</summary>
    internal static void NoneOf(IEnumerable<string> violations)
    {
        var found = string.Join('\n', violations);
        Assert.True(found.Length == 0, found);
    }
}
