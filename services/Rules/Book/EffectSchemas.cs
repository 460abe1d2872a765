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
            options.AddSchemaTransformer(DescribeEffectAsync);
            options.AddDocumentTransformer((document, _, _) => NameKinds(document));
        });
        return service;
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

    /// <summary>Clients tell apart by its kind only what has a name.</summary>
    static Task NameKinds(OpenApiDocument document)
    {
        if (document.Components?.Schemas is not { } schemas
            || !schemas.TryGetValue(nameof(EffectRequest), out var found)
            || found is not OpenApiSchema { OneOf: { } kinds } effect)
        {
            return Task.CompletedTask;
        }
        var named = new Dictionary<string, OpenApiSchemaReference>();
        foreach (var kind in kinds)
        {
            document.AddComponent(kind.Title!, kind);
            named[(string)kind.Properties!["kind"].Enum![0]!] =
                new OpenApiSchemaReference(kind.Title!, document);
        }
        effect.OneOf = [.. named.Values];
        effect.Discriminator = new OpenApiDiscriminator { PropertyName = "kind", Mapping = named };
        return Task.CompletedTask;
    }

    static OpenApiSchema OfKind(string name, string description, OpenApiSchema? value)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Title = string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))
                + "Effect",
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
