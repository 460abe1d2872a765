using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Caisse.ServiceDefaults;

/// <summary>Who may call, and the headers of requests and answers, in the API description.</summary>
static class DescribeHeaders
{
    /// <summary>Who may call, for the gateway, which knows how they sign in.</summary>
    const string GrantsMember = "x-grants";

    const string Tag = "^\"[0-9]+\"$";

    internal static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<AllowedGrants>().LastOrDefault() is { } allowed)
        {
            operation.Security =
                [new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
            operation.Description = $"For {string.Join(", ", allowed.Grants)}.";
            operation.AddExtension(GrantsMember, new JsonNodeExtension(
                new JsonArray([.. allowed.Grants.Select(grant => (JsonNode)JsonValue.Create(grant))])));
        }
        if (metadata.OfType<TakesIdempotencyKey>().FirstOrDefault() is { } key)
        {
            Take(operation, IdempotencyKey.Header, key.IsRequired,
                "Same key and body, same answer; same key, other body, 422.",
                new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = IdempotencyKey.LongestKey,
                }, "018f6f3a-market-12");
        }
        if (metadata.OfType<TakesVersion>().Any())
        {
            Take(operation, "If-Match", true,
                "The ETag that was read: nobody's change is overwritten unseen (412).",
                new OpenApiSchema { Type = JsonSchemaType.String, Pattern = Tag }, "\"3\"");
        }
        DescribeAnswer(operation, context, metadata.OfType<SuccessStatus>().LastOrDefault());
        return Task.CompletedTask;
    }

    static void Take(
        OpenApiOperation operation, string name, bool isRequired, string description, OpenApiSchema schema,
        string example)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = isRequired,
            Description = description,
            Schema = schema,
            Example = JsonValue.Create(example),
        });
    }

    static void DescribeAnswer(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, SuccessStatus? success)
    {
        foreach (var answered in context.Description.SupportedResponseTypes)
        {
            var status = answered.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (operation.Responses?.GetValueOrDefault(status) is not OpenApiResponse response)
            {
                continue;
            }
            if (typeof(IVersioned).IsAssignableFrom(answered.Type))
            {
                Answer(response, "ETag", "Its version, for If-Match.",
                    new OpenApiSchema { Type = JsonSchemaType.String, Pattern = Tag });
            }
            if (answered.StatusCode == success?.Status)
            {
                Answer(response, "Location", "Where what came of it can be read.",
                    new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" });
            }
        }
    }

    static void Answer(OpenApiResponse response, string name, string description, OpenApiSchema schema)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[name] = new OpenApiHeader { Description = description, Schema = schema };
    }
}
