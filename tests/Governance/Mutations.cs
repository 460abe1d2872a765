using System.Text.Json.Nodes;

namespace Caisse.Governance.Tests;

/// <summary>Requests gone wrong in every way we know.</summary>
static class Mutations
{
    const string Mark = "@@here@@";

    /// <summary>What may stand where a value should, as raw JSON.</summary>
    static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1.5", "1e400", "99999999999999999999", "-9223372036854775808", "\"\"",
        "\" \"",
        "\"\\u0000\"", "\"\\ud800\"", "\"\\u0007x\"", "\"0001-01-01\"", "\"9999-12-31\"", "\"2026-02-30\"",
        "\"00000000-0000-0000-0000-000000000000\"", "[]", "[null]", "[[]]", "{}", "{\"x\":null}", "NaN",
        $"\"{new string('é', 20_001)}\"", $"[{string.Join(',', Enumerable.Repeat("\"x\"", 200))}]",
    ];

    /// <summary>Bodies that are no JSON object at all.</summary>
    internal static IReadOnlyList<string> NoJson { get; } =
        ["", " ", "null", "[]", "{", "}", "\"x\"", "7", "{\"a\":}", "\u0000", "{}{}", new string('[', 200)];

    /// <summary>The object with each value replaced, misnamed, doubled, and with a field too many.</summary>
    internal static IEnumerable<string> OfJson(string json)
    {
        yield return $$"""{"unknown":1,{{json[1..]}}""";
        for (var place = 0; At(JsonNode.Parse(json)!, place) is { } node; place++)
        {
            foreach (var value in Values)
            {
                yield return Replaced(json, place, value);
            }
            if (node.Parent is JsonObject)
            {
                var name = node.GetPropertyName();
                yield return json.Replace(
                    $"\"{name}\":", $"\"{name}\":null,\"{name}\":", StringComparison.Ordinal);
                yield return json.Replace($"\"{name}\":", $"\"{name}x\":", StringComparison.Ordinal);
            }
        }
    }

    static string Replaced(string json, int place, string value)
    {
        var root = JsonNode.Parse(json)!;
        At(root, place)!.ReplaceWith(Mark);
        return root.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }

    static JsonNode? At(JsonNode root, int place) => Below(root).ElementAtOrDefault(place);

    static IEnumerable<JsonNode> Below(JsonNode node) => (node switch
    {
        JsonObject record => record.Select(field => field.Value!),
        JsonArray list => list.Select(item => item!),
        _ => [],
    }).SelectMany(child => Below(child).Prepend(child));
}
