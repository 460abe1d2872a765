using System.Text.Json;

namespace Caisse.SystemTests;

/// <summary>A line of the AppHost's resources.json.</summary>
internal sealed record ResourceLine(string Name, string State, string? Address, int? Pid, int Restarts);

/// <summary>Reads what runs, from the file the AppHost keeps and from the kernel.</summary>
internal static class Resources
{
    static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    internal static ResourceLine Of(string data, string name) =>
        JsonSerializer.Deserialize<List<ResourceLine>>(File.ReadAllText(Path.Combine(data, "resources.json")), Web)!
            .Single(resource => resource.Name == name);

    /// <summary>Processes that carry the mark of a data directory in their environment.</summary>
    internal static IReadOnlyList<string> ProcessesMarked(string mark) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .Where(folder => EnvironmentOf(folder).Contains($"={mark}\0", StringComparison.Ordinal))];

    static string EnvironmentOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return ""; // It has just ended, or is another user's: not the platform's either way.
        }
    }
}
