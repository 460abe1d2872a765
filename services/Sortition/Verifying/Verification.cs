using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.Sortition.Evidence;

namespace Caisse.Sortition.Verifying;

/// <summary>What was found in an evidence file.</summary>
/// <param name="Difference">The first field that is not what it must be, and why; null when all is.</param>
/// <param name="Said">What holds, what is proven and how far, and what could not be checked.</param>
public sealed record VerificationReport(string? Difference, IReadOnlyList<string> Said);

/// <summary>
/// Checks a draw from its evidence by arithmetic: nothing of what draws is asked, so that a fault there
/// cannot hide here.
/// </summary>
public static class Verification
{
    /// <summary>The first difference alone; see <see cref="Check"/>.</summary>
    public static string? FirstDifference(byte[] text, byte[]? openings = null) =>
        Check(text, openings).Difference;

    /// <summary>
    /// Checks everything in a file that can be checked, with what is opened of it. Throws
    /// <see cref="JsonException"/> when it is no evidence file.
    /// </summary>
    /// <param name="text">The file as it is published.</param>
    /// <param name="openings">A file of openings, if there is one.</param>
    public static VerificationReport Check(byte[] text, byte[]? openings = null)
    {
        var node = CanonicalJson.Parse(text);
        if (node is not JsonObject { Count: > 0 } file || !file.ContainsKey("format"))
            throw new JsonException("It has no format.");
        var said = new List<string>();
        try
        {
            if (EarlierEvidence.IsOne(file) && file["finder"] is null)
                new EarlierCheck(EarlierEvidence.Read(file), said).Check(text);
            else
            {
                CheckIntegrity(text, file);
                new EvidenceCheck(EvidenceFile.Read(file), ReadOpenings(openings), said).Check();
            }
            return new VerificationReport(null, said);
        }
        catch (DifferenceException found)
        {
            return new VerificationReport(found.Message, said);
        }
    }

    static Openings ReadOpenings(byte[]? text) => text is null ? Openings.None : Openings.Read(text);

    /// <summary>Whether the file is as it was sealed, whatever it says.</summary>
    static void CheckIntegrity(byte[] text, JsonObject file)
    {
        var canonical = CanonicalJson.Bytes(file);
        var same = text.AsSpan().CommonPrefixLength(canonical);
        if (same < text.Length || same < canonical.Length)
            throw new DifferenceException("the file", $"it is not in canonical form from byte {same} on");
        var hash = EvidenceFile.HashOf(file);
        if (file[EvidenceFile.SealName] is JsonValue seal && seal.ToJsonString() == $"\"{hash}\"") return;
        throw new DifferenceException(Changed(file) ?? EvidenceFile.SealName, "it is not as it was sealed");
    }

    static string? Changed(JsonObject file)
    {
        try
        {
            return file["finder"] is { } finder ? CanonicalJson.Read<Finder>(finder).FirstChanged(file)
                : throw new DifferenceException(
                    "format", $"{file["format"]?.ToJsonString()} is not known, or the finder is missing");
        }
        catch (JsonException)
        {
            return "finder";
        }
    }
}

/// <summary>Something in a file is not what it must be.</summary>
/// <param name="path">The field.</param>
/// <param name="what">What is wrong with it.</param>
sealed class DifferenceException(string path, string what) : Exception($"{path}: {what}")
{
    /// <summary>Runs a step whose input may be no proof at all.</summary>
    internal static T At<T>(string path, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (JsonException wrong)
        {
            throw new DifferenceException(path, wrong.Message);
        }
    }

    internal static void Unless(bool holds, string path, string what)
    {
        if (!holds) throw new DifferenceException(path, what);
    }

    internal static void UnlessSame<T>(T inFile, T computed, string path) => Unless(
        EqualityComparer<T>.Default.Equals(inFile, computed), path,
        $"the file has {inFile}, computed {computed}");
}
