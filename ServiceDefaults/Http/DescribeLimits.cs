using System.Reflection;
using System.Text.Json.Nodes;
using Caisse.Contracts;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Caisse.ServiceDefaults;

/// <summary>
/// What a value may be, in the API description: the generator shows ranges and lengths by itself, and passes
/// over words and periods.
/// </summary>
static class DescribeLimits
{
    internal static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(Period) || type == typeof(Period?))
        {
            // It reads and writes itself, of which the generator knows nothing.
            schema.Type = type == typeof(Period)
                ? JsonSchemaType.String
                : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$";
            schema.Examples = [JsonValue.Create("2026-12")];
        }
        if (AttributesOf(context) is { } attributes)
        {
            DescribeWords(schema, Words.Of(attributes));
        }
        return Task.CompletedTask;
    }

    static ICustomAttributeProvider? AttributesOf(OpenApiSchemaTransformerContext context) =>
        context.JsonPropertyInfo?.AttributeProvider
        ?? (context.ParameterDescription?.ParameterDescriptor as IParameterInfoParameterDescriptor)
            ?.ParameterInfo;

    static void DescribeWords(OpenApiSchema schema, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            return;
        }
        List<JsonNode> allowed = [.. words.Select(word => (JsonNode)JsonValue.Create(word))];
        if (schema.Items is OpenApiSchema items)
        {
            items.Enum = allowed;
            return;
        }
        schema.Enum = allowed;
        if (schema.Type?.HasFlag(JsonSchemaType.Null) == true)
        {
            schema.Enum.Add(JsonNullSentinel.JsonNull);
        }
    }
}
