using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Caisse.Gateway.Describing;

/// <summary>
/// What a parameter means, said once by its name: one name means the same in the whole API. What a service
/// says itself comes first.
/// </summary>
static partial class ParameterWords
{
    const string IdEnding = "Id";

    static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["actor"] = "Only what this subject did.",
        ["after"] = "Cursor: the `next` of the page before; the first page without it.",
        ["batch"] = "Only vouchers of this batch.",
        ["caisse"] = "Slug of the caisse.",
        ["category"] = "Only what sells this category.",
        ["dryRun"] = "True to be told what would happen, and change nothing.",
        ["from"] = "First day.",
        ["kind"] = "Only what is of this kind.",
        ["limit"] = "How many entries at most.",
        ["looks"] = "True to include who only read.",
        ["near"] = "Latitude and longitude with a comma between: what is nearest comes first.",
        ["number"] = "Its number in the public register.",
        ["on"] = "The day that is asked about; today without it.",
        ["period"] = "The month that is asked about.",
        ["q"] = "Text to search for.",
        ["since"] = "From when on it is checked.",
        ["state"] = "Only what is in this state.",
        ["to"] = "Last day.",
        ["until"] = "Last day.",
        ["what"] = "Only acts of this name.",
    };

    internal static void Describe(JsonObject parameter)
    {
        var name = (string)parameter["name"]!;
        if (parameter["description"] is null && MeaningOf(name) is { } meaning)
        {
            parameter["description"] = meaning;
        }
    }

    /// <summary>An id says by its name of what: "pointOfSaleId" is that of the point of sale.</summary>
    static string? MeaningOf(string name) => Meanings.GetValueOrDefault(name)
        ?? (name.EndsWith(IdEnding, StringComparison.Ordinal)
            ? $"Id of the {BeforeCapital().Replace(name[..^IdEnding.Length], " ").ToLowerInvariant()}."
            : null);

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex BeforeCapital();
}
