using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Caisse.Rules;

/// <summary>
/// Effects in the API description: one schema for each kind, whose value is its record with its limits. A
/// client that reads it knows what may be proposed.
/// </summary>
public static class EffectSchemas
{
    /// <summary>The document that services describe themselves in.</summary>
    const string Document = "v1";

    /// <summary>Describes the effects that a service's requests and answers carry.</summary>
    public static ServiceRegistration DescribesEffects(this ServiceRegistration service)
    {
        ArgumentNullException.ThrowIfNull(service);
        service.Services.Configure<OpenApiOptions>(Document, options =>
        {
            options.AddSchemaTransformer((schema, context, _) => DescribeWords(schema, context));
            options.AddSchemaTransformer(DescribeEffectAsync);
        });
        return service;
    }

    /// <summary>The generator shows ranges and lengths, and passes over the words that are allowed.</summary>
    static Task DescribeWords(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        if (context.JsonPropertyInfo?.AttributeProvider is System.Reflection.MemberInfo property
            && Limits.WordsOf(property) is { Count: > 0 } words)
        {
            schema.Enum = [.. words.Select(word => (JsonNode)JsonValue.Create(word))];
        }
        return Task.CompletedTask;
    }

    static async Task DescribeEffectAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        if (context.JsonTypeInfo.Type != typeof(EffectRequest))
        {
            return;
        }
        var kinds = new List<IOpenApiSchema> { OfKind(EffectKinds.None, "Changes no rule.", null) };
        foreach (var kind in EffectKinds.All)
        {
            var value = await context.GetOrCreateSchemaAsync(kind.Shape, cancellationToken: cancel);
            value.Examples = [JsonSerializer.SerializeToNode(kind.Example, kind.Shape, CaisseJson.Http)!];
            kinds.Add(OfKind(kind.Name, kind.Title.English + ".", value));
        }
        (schema.Type, schema.Properties, schema.Required) = (null, null, null);
        (schema.OneOf, schema.AdditionalPropertiesAllowed) = (kinds, true);
    }

    static OpenApiSchema OfKind(string name, string description, OpenApiSchema? value)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = description,
            Required = new HashSet<string> { "kind" },
            AdditionalPropertiesAllowed = false,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["kind"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [JsonValue.Create(name)],
                },
            },
        };
        if (value is not null)
        {
            schema.Required.Add("value");
            schema.Properties.Add("value", value);
        }
        return schema;
    }
}
