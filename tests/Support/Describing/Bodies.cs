using System.Text.Json;
using System.Text.Json.Nodes;

namespace Caisse.Support;

/// <summary>
/// Makes bodies from the API description: one that is as it should be as far as schemas tell, and all that
/// are wrong in one place.
/// </summary>
/// <param name="schemas">The schemas of the description.</param>
/// <param name="values">What there is, by name: texts as they are, numbers in JSON.</param>
/// <param name="omitted">Names that may be left out, and are.</param>
public sealed class Bodies(
    JsonElement schemas, IReadOnlyDictionary<string, string> values, IReadOnlySet<string>? omitted = null)
{
    /// <summary>Stands for half of a character, which JSON can write and no text may have.</summary>
    const string HalfCharacter = "half a character";

    const string NoSuchWord = "no such word";
    const string Unknown = "\"01981f00-0000-7000-8000-00000000ffff\"";
    const int LongText = 20_000;
    const int DeepEnough = 8;

    static readonly string[] WrongTexts = ["\0", "a\0b", new string('x', LongText), HalfCharacter, "", "  "];
    static readonly string[] WrongDates = ["2026-13-45", "10000-01-01", "0000-01-01", "2026-1-1", "yesterday"];
    static readonly string[] WrongPeriods = ["2026-13", "0000-01", "10000-01", "2026-1", "2026-12-01"];
    static readonly string[] NotTexts = ["12", "true", "{}", "[]", "null"];
    static readonly string[] NotNumbers =
        ["\"1\"", "true", "{}", "[]", "-1", "1.5", "1e400", "9223372036854775807", "99999999999999999999999"];
    static readonly string[] NotObjects = ["12", "\"text\"", "[]", "[{}]", "true", "null"];
    static readonly string[] NotArrays = ["12", "\"text\"", "{}", "true", "[null]", "[[]]"];

    /// <summary>A body as it should be.</summary>
    public string Right(JsonElement schema) => Example(schema, "", 0)?.ToJsonString() ?? "null";

    /// <summary>Bodies with one thing wrong.</summary>
    public IEnumerable<string> Wrong(JsonElement schema) =>
        Variants(schema, "", 0, WrongsOf)
            .Select(body => body.Replace($"\"{HalfCharacter}\"", "\"\\ud800\"", StringComparison.Ordinal));

    /// <summary>Bodies with one id of something that does not exist.</summary>
    public IEnumerable<string> WithUnknownId(JsonElement schema) => Variants(
        schema, "", 0,
        (leaf, name, _) => FormatOf(leaf) == "uuid" && !IsOmitted(name) ? [Unknown] : []);

    /// <summary>Bodies with another sum of money, once for each that they name.</summary>
    public IEnumerable<string> WithCents(JsonElement schema, string cents) => Variants(
        schema, "", 0,
        (leaf, name, _) =>
            TypeOf(leaf) == "integer" && name.EndsWith("Cents", StringComparison.Ordinal) ? [cents] : []);

    bool IsOmitted(string name) => omitted?.Contains(name) == true;

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
        : type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!)
            .First(name => name != "null")
        : type.GetString()!;

    JsonNode? Example(JsonElement asked, string name, int depth)
    {
        var schema = Resolve(asked);
        return TypeOf(schema) switch
        {
            "string" => values.GetValueOrDefault(name) ?? TextOf(schema),
            "integer" or "number" => JsonNode.Parse(values.GetValueOrDefault(name) ?? "1"),
            "boolean" => true,
            "array" => new JsonArray(Example(schema.GetProperty("items"), name, depth + 1)),
            "object" when depth < DeepEnough => new JsonObject(Properties(schema)
                .Where(property => !IsOmitted(property.Name))
                .Select(property =>
                    KeyValuePair.Create(property.Name, Example(property.Value, property.Name, depth + 1)))),
            _ => null,
        };
    }

    static string? FormatOf(JsonElement schema) =>
        schema.TryGetProperty("format", out var format) ? format.GetString() : null;

    static bool IsPeriod(JsonElement schema) =>
        FormatOf(schema) is null && schema.TryGetProperty("pattern", out _);

    static string TextOf(JsonElement schema) => FormatOf(schema) switch
    {
        "uuid" => "01981f00-0000-7000-8000-000000000001",
        "date" => "2026-01-15",
        "date-time" => "2026-01-15T10:00:00Z",
        _ => IsPeriod(schema) ? "2026-01" : "text",
    };

    static JsonElement.ObjectEnumerator Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : default;

    /// <summary>Everything that is made of a schema by replacing one part of it, at any depth.</summary>
    IEnumerable<string> Variants(
        JsonElement asked, string name, int depth, Func<JsonElement, string, int, IEnumerable<string>> replace)
    {
        var schema = Resolve(asked);
        var mayBeNull = asked.TryGetProperty("oneOf", out _)
            || (schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Array);
        var here = replace(schema, name, depth).Where(json => json != "null" || !mayBeNull);
        return TypeOf(schema) switch
        {
            "array" => here.Concat(
                Variants(schema.GetProperty("items"), name, depth + 1, replace).Select(item => $"[{item}]")),
            "object" when depth < DeepEnough => here.Concat(
                from property in Properties(schema)
                from json in Variants(property.Value, property.Name, depth + 1, replace)
                select With((JsonObject)Example(schema, name, depth)!, property.Name, json)),
            _ => here,
        };
    }

    IEnumerable<string> WrongsOf(JsonElement schema, string name, int depth) => TypeOf(schema) switch
    {
        "string" => WrongTexts.Concat(FormatOf(schema) == "date" ? WrongDates : [])
            .Concat(IsPeriod(schema) ? WrongPeriods : [])
            .Concat(schema.TryGetProperty("enum", out _) ? [NoSuchWord] : [])
            .Select(text => JsonSerializer.Serialize(text)).Concat(NotTexts),
        "integer" => NotNumbers.Concat(BeyondLimits(schema)),
        "number" => NotNumbers.Except(["-1", "1.5"]),
        "boolean" => NotTexts.Except(["true"]),
        "array" => NotArrays,
        "object" when depth < DeepEnough =>
        [
            .. NotObjects, With((JsonObject)Example(schema, name, depth)!, "unknownField", "1"),
            .. schema.TryGetProperty("required", out var required) && required.GetArrayLength() > 0
                ? (string[])["{}"]
                : [],
        ],
        _ => [],
    };

    static IEnumerable<string> BeyondLimits(JsonElement schema)
    {
        if (schema.TryGetProperty("minimum", out var least))
        {
            yield return $"{least.GetInt64() - 1}";
        }
        if (schema.TryGetProperty("maximum", out var most))
        {
            yield return $"{most.GetInt64() + 1}";
        }
    }

    /// <summary>The object with one property replaced by JSON as written, which need not be valid.</summary>
    static string With(JsonObject right, string name, string json)
    {
        var others = right.Where(property => property.Key != name)
            .Select(property =>
                $"{JsonSerializer.Serialize(property.Key)}:{property.Value?.ToJsonString() ?? "null"}");
        return $"{{{string.Join(',', others.Append($"{JsonSerializer.Serialize(name)}:{json}"))}}}";
    }
}
