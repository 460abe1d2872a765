using System.Text.Json.Nodes;
using Caisse.Gateway.Routing;
using Caisse.ServiceDefaults;

namespace Caisse.Gateway.Describing;

/// <summary>
/// The description of the whole API, merged from what the services say of themselves. Kept for a while; a
/// service that is down is described as it was last known.
/// </summary>
sealed class Description(
    IReadOnlyList<Service> all, IHttpClientFactory clients, IConfiguration configuration,
    TimeProvider clock, ILogger<Description> logger) : IDisposable
{
    internal const string Address = "/openapi/v1.json";
    internal const string ClientName = "description";

    static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);

    /// <summary>
    /// While a service has never been heard, as at the start of the whole platform, it is asked more often.
    /// </summary>
    static readonly TimeSpan FreshForWhenIncomplete = TimeSpan.FromSeconds(2);

    readonly List<Service> services = [.. all.Where(service => service.IsApi)];
    readonly SemaphoreSlim refreshing = new(1);
    readonly Dictionary<string, JsonObject> known = [];
    string merged = "";
    long refreshedAt;

    /// <summary>The services that the description is made of.</summary>
    internal IEnumerable<string> Services => services.Select(service => service.Name);

    /// <summary>The description; null while no service has described itself.</summary>
    internal async Task<string?> ReadAsync(CancellationToken cancel)
    {
        await refreshing.WaitAsync(cancel);
        try
        {
            var freshFor = known.Count == services.Count ? FreshFor : FreshForWhenIncomplete;
            if (merged.Length == 0 || clock.GetElapsedTime(refreshedAt) > freshFor)
            {
                await RefreshAsync(cancel);
                refreshedAt = clock.GetTimestamp();
            }
            return known.Count == 0 ? null : merged;
        }
        finally
        {
            refreshing.Release();
        }
    }

    async Task RefreshAsync(CancellationToken cancel)
    {
        using var client = clients.CreateClient(ClientName);
        var parts = await Task.WhenAll(services.Select(service => AskAsync(client, service, cancel)));
        foreach (var (service, part) in services.Zip(parts).Where(pair => pair.Second is not null))
        {
            known[service.Name] = part!;
        }
        merged = MergeDescriptions.Merge(
            [.. services.Where(service => known.ContainsKey(service.Name))
                .Select(service => new Part(service.Name, known[service.Name]))],
            Tokens.Issuer(configuration)).ToJsonString(CaisseJson.Events);
    }

    async Task<JsonObject?> AskAsync(HttpClient client, Service service, CancellationToken cancel)
    {
        try
        {
            var text = await client.GetStringAsync(new Uri(service.Address, Address), cancel);
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (Exception exception) when (
            exception is HttpRequestException or System.Text.Json.JsonException
            || (exception is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            logger.LogWarning(
                "{Service} does not describe itself: {Reason}", service.Name, exception.Message);
            return null;
        }
    }

    public void Dispose() => refreshing.Dispose();
}
