using System.Net;
using Caisse.Gateway;
using Caisse.Servers;
using Caisse.Support;
using Microsoft.AspNetCore.Builder;

namespace Caisse.Portal.Tests;

/// <summary>
/// The portal on a database of its own behind a gateway, and in place of the services one that stands in for
/// them.
/// </summary>
public sealed class RunningPortal : IAsyncLifetime
{
    static readonly string[] Services =
        ["identity", "membership", "contributions", "wallet", "merchant-network", "governance"];

    string connection = "";
    WebApplication? gateway;
    WebApplication? portal;

    internal FakePlatform Platform { get; private set; } = null!;

    /// <summary>The public address.</summary>
    internal Uri Address { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var servers = await TestServers.RunningAsync();
        var database = $"portal_{Guid.CreateVersion7():N}";
        await servers.Postgres.CreateDatabaseAsync(database);
        connection = servers.Postgres.ConnectionString(database);
        Platform = await FakePlatform.StartAsync();
        Address = new Uri($"http://localhost:{LoopbackPort.Free()}");
        Platform.Identity.Issuer = Address.AbsoluteUri.TrimEnd('/');
        portal = await StartPortalAsync();
        gateway = GatewayHost.Build(
        [
            "--environment=Development", $"--urls={Address}", "--Logging:LogLevel:Default=Error",
            $"--Tokens:Issuer={Platform.Identity.Issuer}", $"--services:portal:http:0={portal.Urls.First()}",
            .. Services.Select(service => $"--services:{service}:http:0={Platform.Address}"),
        ]);
        await gateway.StartAsync();
    }

    /// <summary>Stops the portal and starts it again, on the same database and at the same address.</summary>
    internal async Task RestartAsync()
    {
        var address = portal!.Urls.First();
        await portal.DisposeAsync();
        portal = await StartPortalAsync(address);
    }

    /// <summary>A client that follows nothing by itself and keeps cookies.</summary>
    internal HttpClient Client(CookieContainer? cookies = null) => new(new HttpClientHandler
    {
        AllowAutoRedirect = false,
        CookieContainer = cookies ?? new CookieContainer(),
    })
    {
        BaseAddress = Address,
        DefaultRequestHeaders = { { "Accept-Language", "fr" } },
    };

    async Task<WebApplication> StartPortalAsync(string address = "http://127.0.0.1:0")
    {
        var started = PortalHost.Build(
        [
            "--environment=Development", $"--urls={address}", "--Logging:LogLevel:Default=Error",
            $"--Tokens:Issuer={Platform.Identity.Issuer}", $"--services:gateway:http:0={Address}",
            $"--ConnectionStrings:portal={connection}", $"--Portal:ClientSecret={FakeIdentity.Secret}",
            "--Contacts:mauguio:Phone=04 65 71 00 00", "--Contacts:mauguio:Hours=du mardi au samedi",
        ]);
        await started.StartAsync();
        return started;
    }

    public async Task DisposeAsync()
    {
        foreach (var app in new[] { gateway, portal }.OfType<WebApplication>())
        {
            await app.DisposeAsync();
        }
        await Platform.DisposeAsync();
    }
}
