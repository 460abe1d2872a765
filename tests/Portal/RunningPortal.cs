using System.Net;
using Caisse.Support;
using Microsoft.AspNetCore.Builder;

namespace Caisse.Portal.Tests;

/// <summary>The portal on a database of its own, in front of a platform that stands in for the real one.</summary>
public sealed class RunningPortal : IAsyncLifetime
{
    WebApplication? app;

    internal FakePlatform Platform { get; private set; } = null!;

    internal Uri Address { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var servers = await TestServers.RunningAsync();
        var database = $"portal_{Guid.CreateVersion7():N}";
        await servers.Postgres.CreateDatabaseAsync(database);
        Platform = await FakePlatform.StartAsync();
        var port = FreePort();
        Address = new Uri($"http://localhost:{port}");
        app = PortalHost.Build(
        [
            "--environment=Development", $"--urls={Address}", "--Logging:LogLevel:Default=Error",
            $"--Tokens:Issuer={Address}", $"--services:gateway:http:0={Platform.Address}",
            $"--ConnectionStrings:portal={servers.Postgres.ConnectionString(database)}",
            "--Contacts:mauguio:Phone=04 65 71 00 00", "--Contacts:mauguio:Hours=du mardi au samedi",
        ]);
        await app.StartAsync();
    }

    /// <summary>A client that follows nothing by itself and keeps cookies.</summary>
    internal HttpClient Client() => new(new HttpClientHandler
    {
        AllowAutoRedirect = false,
        CookieContainer = new CookieContainer(),
    })
    {
        BaseAddress = Address,
        DefaultRequestHeaders = { { "Accept-Language", "fr" } },
    };

    static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
        await Platform.DisposeAsync();
    }
}
