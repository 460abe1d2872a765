namespace Caisse.Gateway.Describing;

/// <summary>
/// Publishes the description for machines, and pages to read it, which are served from here and work offline.
/// </summary>
static class Publishing
{
    const long LargestDescriptionBytes = 8 * 1024 * 1024;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

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
}
