using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Caisse.Sortition.Evidence;

/// <summary>
/// Finds which value of a file was changed: all its values in a square, and a short hash of each row and of
/// each column. It proves nothing (the hashes do), and names the field.
/// </summary>
/// <param name="Rows">Eight hexadecimal digits each.</param>
/// <param name="Columns">Likewise.</param>
public sealed record Finder(string[] Rows, string[] Columns)
{
    const int Digits = 8;
    const string Own = "finder";
    const string Seal = "evidenceHash";

    /// <summary>Of everything but itself and the hash of the whole.</summary>
    internal static Finder Of(JsonObject file)
    {
        var leaves = LeavesOf(file);
        var side = SideOf(leaves.Count);
        return new Finder(
            [.. Lines(leaves, side, at => at / side)], [.. Lines(leaves, side, at => at % side)]);
    }

    /// <summary>What in a file is not what its finder was made of; null when everything is.</summary>
    internal string? FirstChanged(JsonObject file)
    {
        var (leaves, now) = (LeavesOf(file), Of(file));
        if (Rows.Length != now.Rows.Length || Columns.Length != now.Columns.Length)
            return $"{Own}: it is of a file with more or fewer values";
        var row = FirstOther(Rows, now.Rows);
        var column = FirstOther(Columns, now.Columns);
        if (row < 0 && column < 0) return null;
        if (column < 0) return $"{Own}.rows[{row}]";
        if (row < 0) return $"{Own}.columns[{column}]";
        var isOne = Rows.Zip(now.Rows).Count(pair => pair.First != pair.Second) == 1;
        var at = Math.Min((row * Columns.Length) + (isOne ? column : 0), leaves.Count - 1);
        return leaves[at].Path + (isOne ? "" : " or later");
    }

    static int FirstOther(string[] one, string[] other) =>
        Enumerable.Range(0, one.Length).FirstOrDefault(at => one[at] != other[at], -1);

    static List<(string Path, string Value)> LeavesOf(JsonObject file) =>
        [.. CanonicalJson.Leaves(file).Where(leaf =>
            leaf.Path != Seal && leaf.Path.Split('.', '[')[0] != Own)];

    static int SideOf(int count)
    {
        var side = 1;
        while (side * side < count) side++;
        return side;
    }

    static IEnumerable<string> Lines(
        List<(string Path, string Value)> leaves, int side, Func<int, int> lineOf)
    {
        var lines = new StringBuilder[side];
        for (var line = 0; line < side; line++) lines[line] = new StringBuilder();
        foreach (var (at, (path, value)) in leaves.Index())
            lines[lineOf(at)].Append(path).Append('=').Append(value).Append('\n');
        return lines.Select(line =>
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{line}")))[..Digits]);
    }
}
