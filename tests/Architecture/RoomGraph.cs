using System.Reflection;
using System.Text.RegularExpressions;

namespace Caisse.Architecture.Tests;

/// <summary>
/// Which rooms of a service know which others. A room is a namespace below the service's own.
/// </summary>
sealed partial class RoomGraph
{
    readonly string root;
    readonly Dictionary<string, SortedSet<string>> known = [];

    /// <summary>One of the service whose namespace is the root.</summary>
    internal RoomGraph(string root) => this.root = $"{root}.";

    internal IReadOnlyCollection<string> Rooms => known.Keys;

    /// <summary>By the types that compiled code uses.</summary>
    internal RoomGraph With(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes())
        {
            if (RoomOf(type.Namespace) is { } room)
            {
                MembersUsed.By(type).ToList().ForEach(used => Note(room, RoomOf(used.Namespace)));
            }
        }
        return this;
    }

    /// <summary>By what files say they use: a constant leaves no trace in compiled code.</summary>
    internal RoomGraph With(IEnumerable<SourceFile> files)
    {
        foreach (var file in files)
        {
            if (RoomOf(Namespace().Match(file.Text).Groups[1].Value) is { } room)
            {
                Using().Matches(file.Text).ToList()
                    .ForEach(match => Note(room, RoomOf(match.Groups[1].Value)));
            }
        }
        return this;
    }

    /// <summary>
    /// "Paying knows ShowingCodes", wherever that one knows Paying too, be it through others.
    /// </summary>
    internal IEnumerable<string> Circles() =>
        from room in known.Keys.Order(StringComparer.Ordinal)
        from other in known[room]
        where Reaches(other, room, [])
        select $"{room} knows {other}";

    bool Reaches(string from, string to, HashSet<string> seen) => from == to
        || (seen.Add(from) && known.GetValueOrDefault(from, []).Any(next => Reaches(next, to, seen)));

    void Note(string room, string? other)
    {
        var others = known.TryGetValue(room, out var before) ? before : known[room] = [];
        if (other is not null && other != room)
        {
            others.Add(other);
        }
    }

    string? RoomOf(string? name) =>
        name?.StartsWith(root, StringComparison.Ordinal) == true ? name[root.Length..] : null;

    [GeneratedRegex(@"^(?:@)?namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^@?using\s+(?:static\s+)?(?:\w+\s*=\s*)?([\w.]+?);?\s*$", RegexOptions.Multiline)]
    private static partial Regex Using();
}
