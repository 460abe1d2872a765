using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Caisse.Sortition.Evidence;

/// <summary>
/// JSON of which there is one form only: names in order, no white space, UTF-8, nothing escaped that need
/// not be (RFC 8785, without its numbers, which here are whole). What has one form has one hash.
/// </summary>
static class CanonicalJson
{
    const int MaxDepth = 16;

    static readonly JsonDocumentOptions Reading =
        new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    static readonly JsonSerializerOptions Shapes = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = MaxDepth,
    };

    static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static JsonNode Node<T>(T value) => JsonSerializer.SerializeToNode(value, Shapes)!;

    /// <summary>Throws <see cref="JsonException"/> where it is no JSON or names a field twice.</summary>
    internal static JsonNode Parse(byte[] text)
    {
        try
        {
            return JsonNode.Parse(Strict.GetString(text), documentOptions: Reading)
                ?? throw new JsonException("It is null.");
        }
        catch (DecoderFallbackException notUtf8)
        {
            throw new JsonException("It is not UTF-8.", notUtf8);
        }
    }

    /// <summary>Throws <see cref="JsonException"/> where the text has another shape.</summary>
    internal static T Read<T>(byte[] text) => Read<T>(Parse(text));

    internal static T Read<T>(JsonNode node) =>
        node.Deserialize<T>(Shapes) ?? throw new JsonException("It is null.");

    internal static byte[] Bytes<T>(T value) => Bytes(Node(value));

    internal static byte[] Bytes(JsonNode node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    internal static string Hash<T>(T value) => Hash(Node(value));

    internal static string Hash(JsonNode node) =>
        Convert.ToHexStringLower(SHA256.HashData(Bytes(node)));

    /// <summary>Every value that holds no other, with the path to it, in the order of the text.</summary>
    internal static IEnumerable<(string Path, string Value)> Leaves(JsonNode? node, string path = "")
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } fields:
                return Ordered(fields).SelectMany(field =>
                    Leaves(field.Value, path.Length == 0 ? field.Key : $"{path}.{field.Key}"));
            case JsonArray { Count: > 0 } items:
                return items.SelectMany((item, at) => Leaves(item, $"{path}[{at}]"));
            default:
                var text = new StringBuilder();
                Write(text, node);
                return [(path, text.ToString())];
        }
    }

    static IOrderedEnumerable<KeyValuePair<string, JsonNode?>> Ordered(JsonObject fields) =>
        fields.OrderBy(field => field.Key, StringComparer.Ordinal);

    static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                text.Append('{');
                foreach (var (at, (name, value)) in Ordered(fields).Index())
                {
                    Quote(at == 0 ? text : text.Append(','), name);
                    Write(text.Append(':'), value);
                }
                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                foreach (var (at, item) in items.Index()) Write(at == 0 ? text : text.Append(','), item);
                text.Append(']');
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                Quote(text, value.GetValue<string>());
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }
        text.Append('"');
    }
}
