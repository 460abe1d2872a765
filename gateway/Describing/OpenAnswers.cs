using System.Text.Json.Nodes;

namespace Caisse.Gateway.Describing;

/// <summary>
/// Requests are closed: a field that is not known is refused. Answers are open, since fields may be added; a
/// client that was generated from this description must not choke on them.
/// </summary>
static class OpenAnswers
{
    const string Closed = "additionalProperties";

    internal static void Open(JsonObject document)
    {
        var schemas = document["components"]!["schemas"]!.AsObject();
        var requested = new HashSet<string>(StringComparer.Ordinal);
        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()))
        {
            Reach((operation.Value as JsonObject)?["requestBody"], schemas, requested);
        }
        foreach (var (name, schema) in schemas)
        {
            if (!requested.Contains(name) && schema is JsonObject open
                && open[Closed]?.GetValueKind() == System.Text.Json.JsonValueKind.False)
            {
                open.Remove(Closed);
            }
        }
    }

    /// <summary>Notes all schemas that a part of the document refers to, directly or not.</summary>
    static void Reach(JsonNode? node, JsonObject schemas, HashSet<string> reached)
    {
        foreach (var name in ResolveCollisions.References(node).Where(name => name.Kind == "schemas"))
        {
            if (reached.Add(name.Value))
            {
                Reach(schemas[name.Value], schemas, reached);
            }
        }
    }
}
