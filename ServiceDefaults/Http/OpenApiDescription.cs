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
        options.AddSchemaTransformer((schema, context, _) => DescribeLimits.Describe(schema, context));
        options.AddOperationTransformer(
            (operation, context, _) => DescribeHeaders.Describe(operation, context));
        options.AddOperationTransformer(
            (operation, context, _) => DescribeFiles.Describe(operation, context));
    }
}
