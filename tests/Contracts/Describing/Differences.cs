using System.Text.Json.Nodes;

namespace Caisse.Contracts.Tests.Describing;

/// <summary>Names what differs between two descriptions, as a person would look for it.</summary>
static class Differences
{
    const int MaxShownCharacters = 100;

    /// <summary>Each difference with where it is: what is gone, what is new, what is said otherwise.</summary>
    internal static IEnumerable<string> Between(JsonNode? agreed, JsonNode? now, string at = "")
    {
        if (JsonNode.DeepEquals(agreed, now))
        {
            return [];
        }
        return (agreed, now) switch
        {
            (JsonObject before, JsonObject after) => before.Select(member => member.Key)
                .Union(after.Select(member => member.Key))
                .SelectMany(name => OfMember(before, after, name, at.Length == 0 ? name : $"{at} > {name}")),
            (JsonArray before, JsonArray after) when before.Count == after.Count =>
                before.Zip(after).SelectMany((pair, index) =>
                    Between(pair.First, pair.Second, $"{at} > {index}")),
            _ => [$"{at}: was {Show(agreed)}, is {Show(now)}"],
        };
    }

    static IEnumerable<string> OfMember(JsonObject before, JsonObject after, string name, string at) =>
        !after.TryGetPropertyValue(name, out var now) ? [$"{at}: is gone"]
        : !before.TryGetPropertyValue(name, out var agreed) ? [$"{at}: is new"]
        : Between(agreed, now, at);

    static string Show(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length <= MaxShownCharacters ? text : $"{text[..MaxShownCharacters]}...";
    }
}
