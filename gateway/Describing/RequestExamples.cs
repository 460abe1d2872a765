using System.Text.Json.Nodes;

namespace Caisse.Gateway.Describing;

/// <summary>
/// A whole request for each operation that takes one, from <c>examples.json</c>: one that is accepted when
/// its ids are replaced by those of what there is.
/// </summary>
static class RequestExamples
{
    const string Json = "application/json";

    static readonly JsonObject ByOperation = Read();

    internal static void Add(JsonObject operation)
    {
        if (operation["requestBody"]?["content"]?[Json] is JsonObject body
            && ByOperation[(string)operation["operationId"]!] is { } example)
        {
            body["example"] = example.DeepClone();
        }
    }

    static JsonObject Read()
    {
        using var stream = typeof(RequestExamples).Assembly.GetManifestResourceStream("examples.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
