using System.Text.Json.Nodes;

namespace Caisse.Gateway.Describing;

/// <summary>What one service says of itself.</summary>
sealed record Part(string Service, JsonObject Document);

/// <summary>Makes one OpenAPI 3.1 document from the services' own.</summary>
static class MergeDescriptions
{
    internal static JsonObject Merge(IReadOnlyList<Part> parts, string server)
    {
        var merged = ReadBase();
        merged["servers"] =
            new JsonArray(new JsonObject { ["url"] = server, ["description"] = "This platform" });
        var operationIds = new HashSet<string>(StringComparer.Ordinal);
        var known =
            parts.Select(part => WithoutWhatAllShare(part, merged["components"]!.AsObject())).ToList();
        foreach (var part in ResolveCollisions.Of(known))
        {
            AddComponents(merged["components"]!.AsObject(), part.Document["components"] as JsonObject);
            AddTags(merged["tags"]!.AsArray(), part.Document["tags"] as JsonArray);
            AddPaths(merged["paths"]!.AsObject(), part, operationIds);
        }
        OpenAnswers.Open(merged);
        return merged;
    }

    /// <summary>
    /// Problem details and ways to sign in are the platform's, and said once in <c>openapi.json</c>.
    /// </summary>
    static Part WithoutWhatAllShare(Part part, JsonObject shared)
    {
        var document = part.Document.DeepClone().AsObject();
        foreach (var (kind, entries) in document["components"] as JsonObject ?? [])
        {
            foreach (var name in entries!.AsObject().Select(entry => entry.Key)
                .Where(name => shared[kind]?[name] is not null).ToList())
            {
                entries.AsObject().Remove(name);
            }
        }
        return part with { Document = document };
    }

    static JsonObject ReadBase()
    {
        using var stream = typeof(MergeDescriptions).Assembly.GetManifestResourceStream("openapi.json")!;
        var shared = JsonNode.Parse(stream)!.AsObject();
        shared["components"]!["securitySchemes"]!["oauth2"]!["flows"]!["clientCredentials"]!["scopes"] =
            Scopes.Describe();
        return shared;
    }

    static void AddComponents(JsonObject merged, JsonObject? components)
    {
        foreach (var (kind, entries) in components ?? [])
        {
            merged[kind] ??= new JsonObject();
            foreach (var (name, definition) in entries!.AsObject())
            {
                // Equal definitions are shared; unequal ones no longer have the same name.
                merged[kind]![name] ??= definition?.DeepClone();
            }
        }
    }

    static void AddTags(JsonArray merged, JsonArray? tags)
    {
        foreach (var tag in tags ?? [])
        {
            if (merged.All(known => (string?)known!["name"] != (string?)tag!["name"]))
            {
                merged.Add(tag!.DeepClone());
            }
        }
    }

    static void AddPaths(JsonObject merged, Part part, HashSet<string> operationIds)
    {
        foreach (var (path, item) in part.Document["paths"] as JsonObject ?? [])
        {
            merged[path] ??= new JsonObject();
            foreach (var (member, value) in item!.AsObject()
                .Where(entry => !merged[path]!.AsObject().ContainsKey(entry.Key)))
            {
                var copy = value!.DeepClone();
                merged[path]![member] = copy;
                if (copy is JsonObject operation && CompleteOperation.IsMethod(member))
                {
                    CompleteOperation.Complete(operation, part.Service, member, path, operationIds);
                }
            }
            CompleteOperation.DeclarePathParameters(merged[path]!.AsObject(), path);
        }
    }
}
