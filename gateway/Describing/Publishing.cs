using Caisse.ServiceDefaults;

namespace Caisse.Gateway.Describing;

/// <summary>
/// Publishes the description for machines, and pages to read it, which are served from here and work offline.
/// </summary>
static class Publishing
{
    const long LargestDescriptionBytes = 8 * 1024 * 1024;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

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
            await description.ReadAsync(cancel) is { } text
                ? Results.Text(text, "application/json")
                : RefuseFor([.. description.Services])).AllowAnonymous();

    /// <summary>A description without a path would be taken for that of an API that does nothing.</summary>
    static Refusal RefuseFor(IReadOnlyList<string> services) => Refusal.Later(
        "description-unavailable", $"None of {string.Join(", ", services)} describes itself yet. Ask again.",
        RetryAfter).With("services", services);
}
