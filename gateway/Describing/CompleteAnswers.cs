using System.Text.Json.Nodes;

namespace Caisse.Gateway.Describing;

/// <summary>
/// How an operation can fail, which follows from what it takes: said once in <c>openapi.json</c>, by status.
/// </summary>
static class CompleteAnswers
{
    const string Problem = "application/problem+json";

    /// <summary>Everything that is not named: an answer that a client has not been told of.</summary>
    const string Otherwise = "default";

    static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["400"] = "Malformed",
        ["401"] = "NotSignedIn",
        ["403"] = "NotAllowed",
        ["404"] = "NotThere",
        ["409"] = "RefusedByState",
        ["412"] = "ChangedSince",
        ["422"] = "CannotMean",
        ["428"] = "VersionRequired",
        ["429"] = "TooManyRequests",
        [Otherwise] = "Failed",
    };

    internal static void Complete(JsonObject operation, string method, string path)
    {
        var own = operation["responses"] as JsonObject ?? [];
        var all = StatusesOf(operation, method, path).ToDictionary(
            status => status,
            status => (JsonNode)new JsonObject
            {
                ["$ref"] = $"#/components/responses/{Names[status]}",
            });
        foreach (var (status, response) in own.Where(entry => !IsProblem(entry.Value)))
        {
            all[status] = response!.DeepClone();
        }
        operation["responses"] = new JsonObject(
            all.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));
    }

    static IEnumerable<string> StatusesOf(JsonObject operation, string method, string path)
    {
        yield return "400";
        if (operation["security"] is JsonArray { Count: > 0 })
        {
            yield return "401";
            yield return "403";
        }
        if (path.Contains('{'))
        {
            yield return "404";
        }
        if (method is not "get")
        {
            yield return "409";
            yield return "422";
        }
        var takesVersion = (operation["parameters"] as JsonArray ?? [])
            .Any(parameter => (string?)parameter!["name"] == "If-Match");
        if (takesVersion)
        {
            yield return "412";
            yield return "428";
        }
        yield return "429";
        yield return Otherwise;
    }

    static bool IsProblem(JsonNode? response) =>
        response?["content"] is JsonObject { Count: 1 } content && content.ContainsKey(Problem);
}
