using System.Text.Json.Nodes;

namespace Caisse.Gateway.Describing;

/// <summary>
/// Two services may give different things the same name, "LineRequest" say. Those are renamed after their
/// service; things that are the same in every service keep one name.
/// </summary>
static class ResolveCollisions
{
    const string Prefix = "#/components/";

    /// <summary>The name of a component: its kind ("schemas") and its name there.</summary>
    internal sealed record Name(string Kind, string Value);

    /// <summary>The parts with their colliding components renamed, references included.</summary>
    /// <param name="parts">What the services say.</param>
    internal static IReadOnlyList<Part> Of(IReadOnlyList<Part> parts)
    {
        var definitions = parts.SelectMany(
            part => Components(part.Document).Select(entry => (part.Service, entry.Name, entry.Value)))
            .GroupBy(entry => entry.Name)
            .ToDictionary(group => group.Key, group => group.Select(entry => entry.Value).ToList());
        var colliding = definitions
            .Where(entry => entry.Value.Any(definition => !JsonNode.DeepEquals(definition, entry.Value[0])))
            .Select(entry => entry.Key).ToHashSet();
        SpreadToThoseThatRefer(definitions, colliding);
        var taken = definitions.Keys.Except(colliding).ToHashSet();
        return [.. parts.Select(part => Rename(part, colliding, taken))];
    }

    /// <summary>What looks equal but refers to a thing that differs is not equal.</summary>
    static void SpreadToThoseThatRefer(Dictionary<Name, List<JsonNode?>> definitions, HashSet<Name> colliding)
    {
        var shared = definitions.Where(entry => entry.Value.Count > 1).ToList();
        bool grown;
        do
        {
            grown = shared.Any(entry => !colliding.Contains(entry.Key)
                && References(entry.Value[0]).Any(colliding.Contains) && colliding.Add(entry.Key));
        }
        while (grown);
    }

    static Part Rename(Part part, HashSet<Name> colliding, HashSet<Name> taken)
    {
        var names = new Dictionary<Name, string>();
        foreach (var name in Components(part.Document).Select(entry => entry.Name).Where(colliding.Contains))
        {
            var fresh = CompleteOperation.Pascal(part.Service) + name.Value;
            while (!taken.Add(name with { Value = fresh }))
            {
                fresh += "_";
            }
            names[name] = fresh;
        }
        var document = part.Document.DeepClone().AsObject();
        RewriteReferences(document, names);
        foreach (var (name, fresh) in names)
        {
            var kind = document["components"]![name.Kind]!.AsObject();
            var definition = kind[name.Value];
            kind.Remove(name.Value);
            kind[fresh] = definition;
        }
        return part with { Document = document };
    }

    static IEnumerable<(Name Name, JsonNode? Value)> Components(JsonObject document) =>
        from kind in document["components"] as JsonObject ?? []
        from entry in kind.Value as JsonObject ?? []
        select (new Name(kind.Key, entry.Key), entry.Value);

    internal static IEnumerable<Name> References(JsonNode? node) => Texts(node)
        .Select(text => Parse((string)text!)).OfType<(Name Name, string Within)>()
        .Select(reference => reference.Name);

    static void RewriteReferences(JsonNode document, Dictionary<Name, string> names)
    {
        foreach (var text in Texts(document).ToList())
        {
            if (Parse((string)text!) is { } reference && names.TryGetValue(reference.Name, out var fresh))
            {
                text.ReplaceWith($"{Prefix}{reference.Name.Kind}/{fresh}{reference.Within}");
            }
        }
    }

    /// <summary>"#/components/schemas/Line/properties/amount" refers to schemas, Line.</summary>
    static (Name Name, string Within)? Parse(string text)
    {
        var refers = text.StartsWith(Prefix, StringComparison.Ordinal);
        var parts = refers ? text[Prefix.Length..].Split('/', 3) : [];
        return parts.Length >= 2
            ? (new Name(parts[0], parts[1]), parts.Length > 2 ? $"/{parts[2]}" : "")
            : null;
    }

    static IEnumerable<JsonValue> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String => [value],
        _ => [],
    };
}
