using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Caisse.ServiceDefaults;

/// <summary>
/// What is answered other than as JSON, in the API description. The generator says of a table or a picture
/// that it has the shape of the JSON it may be had instead of, or nothing at all.
/// </summary>
static class DescribeFiles
{
    const string Json = "application/json";
    const string GeoJson = "application/geo+json";

    internal static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        foreach (var produced in context.Description.ActionDescriptor.EndpointMetadata
            .OfType<IProducesResponseTypeMetadata>().Where(produced => produced.StatusCode < 300))
        {
            var status = produced.StatusCode.ToString(CultureInfo.InvariantCulture);
            if (operation.Responses?.GetValueOrDefault(status) is OpenApiResponse response)
            {
                DescribeContent(response, produced);
            }
        }
        return Task.CompletedTask;
    }

    static void DescribeContent(OpenApiResponse response, IProducesResponseTypeMetadata produced)
    {
        foreach (var mediaType in produced.ContentTypes)
        {
            var schema = mediaType switch
            {
                // Canonical JSON that is passed on as it was written down.
                Json => produced.Type == typeof(string) ? AnyObject() : null,
                GeoJson => Features(),
                _ => new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            };
            if (schema is not null)
            {
                response.Content ??= new Dictionary<string, OpenApiMediaType>();
                response.Content[mediaType] = new OpenApiMediaType { Schema = schema };
            }
        }
    }

    static OpenApiSchema AnyObject() =>
        new() { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema() };

    static OpenApiSchema Features() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "type", "features" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [JsonValue.Create("FeatureCollection")],
            },
            ["features"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = AnyObject() },
        },
    };
}
