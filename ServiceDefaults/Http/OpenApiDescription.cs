using Caisse.Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Caisse.ServiceDefaults;

static class OpenApiDescription
{
    internal static void DescribeCaisse(this OpenApiOptions options, string service)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = $"Caisse: {service}", Version = "v1" };
            document.Servers?.Clear();
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["bearer"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    BearerFormat = "JWT",
                    Description = "A token from POST /oauth/token.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // It reads and writes itself, of which the generator of descriptions knows nothing.
            if (context.JsonTypeInfo.Type == typeof(Period))
            {
                schema.Type = JsonSchemaType.String;
                schema.Pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$";
            }
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            var allowed = metadata.OfType<AllowedGrants>().LastOrDefault();
            if (allowed is not null)
            {
                operation.Security =
                    [new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
                operation.Description = $"For {string.Join(", ", allowed.Grants)}.";
            }
            if (metadata.OfType<TakesIdempotencyKey>().FirstOrDefault() is { } key)
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = IdempotencyKey.Header,
                    In = ParameterLocation.Header,
                    Required = key.IsRequired,
                    Description = "Same key and body, same answer; same key, other body, 422.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 100 },
                });
            }
            return Task.CompletedTask;
        });
    }
}
