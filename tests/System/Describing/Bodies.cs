using System.Text.Json;
using System.Text.Json.Nodes;

namespace Caisse.SystemTests;

/// <summary>
/// Makes bodies from the API description: one that is as it should be as far as schemas tell, and all that are wrong in one
/// place.
/// </summary>
internal sealed class Bodies(JsonElement schemas, IReadOnlyDictionary<string, string> values)
{
    /// <summary>Stands for half of a character, which JSON can write and no text may have.</summary>
    internal const string HalfCharacter = "half a character";

    const int LongText = 20_000;
    const int DeepEnough = 8;

    static readonly string[] WrongTexts = ["\0", "a\0b", new string('x', LongText), HalfCharacter, "", "  "];
    static readonly string[] NotTexts = ["12", "true", "{}", "[]", "null"];
    static readonly string[] NotNumbers =
        ["\"1\"", "true", "{}", "[]", "-1", "1.5", "1e400", "9223372036854775807", "99999999999999999999999"];
    static readonly string[] NotObjects = ["12", "\"text\"", "[]", "[{}]", "true", "null"];
    static readonly string[] NotArrays = ["12", "\"text\"", "{}", "true", "[null]", "[[]]"];

    /// <summary>A body as it should be.</summary>
    internal string Right(JsonElement schema) => Example(schema, "", 0)?.ToJsonString() ?? "null";

    /// <summary>Bodies with one thing wrong.</summary>
    internal IEnumerable<string> Wrong(JsonElement schema) =>
        Wrongs(schema, "", 0).Select(body => body.Replace($"\"{HalfCharacter}\"", "\"\\ud800\"", StringComparison.Ordinal));

    JsonElement Resolve(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = schemas.GetProperty(reference.GetString()!.Split('/')[^1]);
        }
        return schema.TryGetProperty("oneOf", out var choices)
            ? Resolve(choices.EnumerateArray().First(choice => TypeOf(choice) != "null"))
            : schema;
    }

    static string TypeOf(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? ""
        : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!).First(name => name != "null")
        : type.GetString()!;

    JsonNode? Example(JsonElement asked, string name, int depth)
    {
        var schema = Resolve(asked);
        return TypeOf(schema) switch
        {
            "string" => values.GetValueOrDefault(name) ?? TextOf(schema),
            "integer" or "number" => 1,
            "boolean" => true,
            "array" => new JsonArray(Example(schema.GetProperty("items"), name, depth + 1)),
            "object" when depth < DeepEnough => new JsonObject(Properties(schema).Select(property =>
                KeyValuePair.Create(property.Name, Example(property.Value, property.Name, depth + 1)))),
            _ => null,
        };
    }

    static string TextOf(JsonElement schema) =>
        schema.TryGetProperty("format", out var format) ? format.GetString() switch
        {
            "uuid" => "01981f00-0000-7000-8000-000000000001",
            "date" => "2026-01-15",
            "date-time" => "2026-01-15T10:00:00Z",
            _ => "text",
        }
        : schema.TryGetProperty("pattern", out _) ? "2026-01" : "text";

    static JsonElement.ObjectEnumerator Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : default;

    IEnumerable<string> Wrongs(JsonElement asked, string name, int depth)
    {
        var schema = Resolve(asked);
        var mayBeNull = asked.TryGetProperty("oneOf", out _)
            || (schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Array);
        var wrongs = TypeOf(schema) switch
        {
            "string" => WrongTexts.Select(text => JsonSerializer.Serialize(text)).Concat(NotTexts),
            "integer" => NotNumbers,
            "number" => NotNumbers.Except(["-1", "1.5"]),
            "boolean" => NotTexts.Except(["true"]),
            "array" => NotArrays.Concat(
                Wrongs(schema.GetProperty("items"), name, depth + 1).Select(item => $"[{item}]")),
            "object" when depth < DeepEnough => NotObjects.Concat(WrongObjects(schema, name, depth)),
            _ => [],
        };
        return mayBeNull ? wrongs.Where(wrong => wrong != "null") : wrongs;
    }

    IEnumerable<string> WrongObjects(JsonElement schema, string name, int depth)
    {
        var right = (JsonObject)Example(schema, name, depth)!;
        yield return "{}";
        yield return With(right, "unknownField", "1");
        foreach (var property in Properties(schema))
        {
            foreach (var wrong in Wrongs(property.Value, property.Name, depth + 1))
            {
                yield return With(right, property.Name, wrong);
            }
        }
    }

    /// <summary>The object with one property replaced by JSON as written, which need not be valid.</summary>
    static string With(JsonObject right, string name, string json)
    {
        var others = right.Where(property => property.Key != name)
            .Select(property => $"{JsonSerializer.Serialize(property.Key)}:{property.Value?.ToJsonString() ?? "null"}");
        return $"{{{string.Join(',', others.Append($"{JsonSerializer.Serialize(name)}:{json}"))}}}";
    }
}
