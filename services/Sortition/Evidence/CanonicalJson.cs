using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Caisse.Sortition.Evidence;

/// <summary>
/// JSON of which there is one form only: names in order, no white space, UTF-8. What has one form has one
/// hash.
/// </summary>
static class CanonicalJson
{
    const int MostDepth = 16;

    static readonly JsonWriterOptions Writing =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly JsonDocumentOptions Reading = new() { MaxDepth = MostDepth };

    static readonly JsonSerializerOptions Shapes = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = MostDepth,
    };

    internal static JsonNode Node<T>(T value) => JsonSerializer.SerializeToNode(value, Shapes)!;

    /// <summary>Throws <see cref="JsonException"/> where the text has another shape.</summary>
    internal static T Read<T>(byte[] text)
    {
        using var document = JsonDocument.Parse(text, Reading);
        return document.Deserialize<T>(Shapes) ?? throw new JsonException("It is null.");
    }

    internal static byte[] Bytes<T>(T value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Writing)) Write(writer, Node(value));
        return stream.ToArray();
    }

    internal static string Hash<T>(T value) => Convert.ToHexStringLower(SHA256.HashData(Bytes(value)));

    /// <summary>
    /// The first place where two differ, and what each has there; null when they are the same.
    /// </summary>
    internal static string? FirstDifference(JsonNode? one, JsonNode? other, string path)
    {
        switch (one, other)
        {
            case (JsonObject first, JsonObject second):
                return first.Select(field => field.Key).Union(second.Select(field => field.Key))
                    .Order(StringComparer.Ordinal)
                    .Select(name => FirstDifference(first[name], second[name], $"{path}.{name}"))
                    .FirstOrDefault(difference => difference is not null);
            case (JsonArray first, JsonArray second) when first.Count == second.Count:
                return Enumerable.Range(0, first.Count)
                    .Select(at => FirstDifference(first[at], second[at], $"{path}[{at}]"))
                    .FirstOrDefault(difference => difference is not null);
            case (JsonArray first, JsonArray second):
                return $"{path}: the file has {first.Count}, recomputed {second.Count}";
            default:
                return JsonNode.DeepEquals(one, other)
                    ? null : $"{path}: the file has {Text(one)}, recomputed {Text(other)}";
        }
    }

    static string Text(JsonNode? node) => node?.ToJsonString() ?? "nothing";

    static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                writer.WriteStartObject();
                foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }
                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
