namespace Caisse.Gateway.Describing;

/// <summary>
/// Publishes the description for machines, and pages to read it, which are served from here and work offline.
/// </summary>
static class Publishing
{
    const long LargestDescriptionBytes = 8 * 1024 * 1024;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The pages load nothing from elsewhere; their own styles are written into them, and icons are data.
    /// </summary>
    const string DocsPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    internal static void AddDescription(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Description>();
        builder.Services.AddHttpClient(Description.ClientName, client =>
        {
            client.Timeout = Patience;
            client.MaxResponseContentBufferSize = LargestDescriptionBytes;
        }).RemoveAllLoggers();
    }

    internal static void MapDescription(this WebApplication app) =>
        app.MapGet(Description.Address, async (Description description, CancellationToken cancel) =>
            TypedResults.Text(await description.ReadAsync(cancel), "application/json")).AllowAnonymous();

    internal static void UseDocs(this WebApplication app)
    {
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/docs"), docs => docs.Use((http, next) =>
        {
            http.Response.Headers.ContentSecurityPolicy = DocsPolicy;
            return next(http);
        }));
        app.UseSwaggerUI(docs =>
        {
            docs.RoutePrefix = "docs";
            docs.DocumentTitle = "Caisse: the API";
            docs.SwaggerEndpoint(Description.Address, "Caisse v1");
        });
    }
}
