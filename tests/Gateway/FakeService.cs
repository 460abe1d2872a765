using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Caisse.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Caisse.Gateway.Tests;

/// <summary>A request as a service saw it.</summary>
sealed record Seen(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>
/// Stands in for a service: remembers what it was asked, and says so in its answer unless told what to
/// answer.
/// </summary>
sealed class FakeService : IAsyncDisposable
{
    readonly WebApplication app;

    FakeService(string name, WebApplication app) => (Name, this.app) = (name, app);

    internal string Name { get; }

    internal string Address => app.Urls.First();

    internal ConcurrentQueue<Seen> Requests { get; } = [];

    /// <summary>What it answers instead, when set.</summary>
    internal Func<HttpContext, Task>? Answer { get; set; }

    internal JsonObject Description { get; set; } = new();

    internal bool DescribesItself { get; set; } = true;

    internal bool IsReady { get; set; } = true;

    internal static async Task<FakeService> StartAsync(string name)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var service = new FakeService(name, builder.Build());
        service.app.MapGet("/health/ready", () => Results.StatusCode(service.IsReady ? 200 : 503));
        service.app.MapGet(
            "/openapi/v1.json", () => service.DescribesItself
                ? Results.Text(service.Description.ToJsonString(), "application/json")
                : Results.StatusCode(503));
        if (name == "identity")
        {
            service.app.MapGet("/.well-known/jwks.json", async () =>
            {
                using var client = new HttpClient();
                return Results.Text(
                    await client.GetStringAsync(
                        $"{await TestIdentity.AddressAsync()}/.well-known/jwks.json"), "application/json");
            });
        }
        service.app.MapFallback("{**path}", service.AnswerAsync);
        await service.app.StartAsync();
        return service;
    }

    async Task AnswerAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        Requests.Enqueue(new Seen(
            http.Request.Method, $"{http.Request.Path}{http.Request.QueryString}",
            http.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await body.ReadToEndAsync()));
        await (Answer is null ? http.Response.WriteAsJsonAsync(new { service = Name }) : Answer(http));
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
