using Caisse.Gateway.Routing;

namespace Caisse.Gateway.Watching;

/// <summary>Whether the gateway lives, and whether every service behind it is ready.</summary>
static class Readiness
{
    const string ClientName = "readiness";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    sealed record Answer(string Status, IReadOnlyDictionary<string, string> Services);

    internal static void AddReadiness(this WebApplicationBuilder builder) =>
        builder.Services.AddHttpClient(ClientName, client => client.Timeout = Patience).RemoveAllLoggers();

    internal static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("Healthy")).AllowAnonymous().DisableHttpMetrics();
        app.MapGet("/health/ready", AnswerAsync).AllowAnonymous().DisableHttpMetrics();
    }

    static async Task<IResult> AnswerAsync(
        IReadOnlyList<Service> services, IHttpClientFactory clients, CancellationToken cancel)
    {
        using var client = clients.CreateClient(ClientName);
        var states = await Task.WhenAll(services.Select(service => StateAsync(client, service, cancel)));
        var isReady = states.All(state => state == "ready");
        return Results.Json(
            new Answer(
                isReady ? "ready" : "not ready",
                services.Zip(states).ToDictionary(pair => pair.First.Name, pair => pair.Second)),
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    static async Task<string> StateAsync(HttpClient client, Service service, CancellationToken cancel)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(service.Address, "/health/ready"), cancel);
            return response.IsSuccessStatusCode ? "ready" : "not ready";
        }
        catch (HttpRequestException)
        {
            return "unreachable";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return "does not answer";
        }
    }
}
