using System.Net.Http.Headers;
using Caisse.Support;
using Microsoft.AspNetCore.Builder;

namespace Caisse.Gateway.Tests;

/// <summary>The gateway with a fake service behind each of its addresses.</summary>
sealed class RunningGateway : IAsyncDisposable
{
    static readonly string[] Names =
        ["identity", "membership", "contributions", "wallet", "merchant-network", "governance", "portal"];

    readonly WebApplication app;

    RunningGateway(WebApplication app, IReadOnlyDictionary<string, FakeService> services) =>
        (this.app, Services) = (app, services);

    internal IReadOnlyDictionary<string, FakeService> Services { get; }

    internal Uri Address => new(app.Urls.First());

    /// <summary>
    /// Starts it; extra configuration as "Name:Part=value", which may point a service elsewhere.
    /// </summary>
    internal static async Task<RunningGateway> StartAsync(params string[] configuration)
    {
        var services = await Task.WhenAll(Names.Select(FakeService.StartAsync));
        var app = GatewayHost.Build(
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error",
            .. services.Select(service => $"--services:{service.Name}:http:0={service.Address}"),
            .. configuration.Select(setting => $"--{setting}"),
        ]);
        await app.StartAsync();
        return new RunningGateway(app, services.ToDictionary(service => service.Name));
    }

    internal HttpClient Client() =>
        new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    internal HttpClient Client(params string[] grants) => ClientWith(TestIdentity.Token(grants));

    internal HttpClient ClientWith(string token)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        foreach (var service in Services.Values)
        {
            await service.DisposeAsync();
        }
    }
}
