using Caisse.Gateway;
using Caisse.Identity;
using Caisse.MerchantNetwork;
using Caisse.Portal;
using Caisse.Servers;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Caisse.Wallet;
using Microsoft.AspNetCore.Builder;

namespace Caisse.Browser.Tests.Market;

/// <summary>
/// What a market needs, in this process: identity, wallet and merchant-network that hear each other, the
/// gateway before them, and the pages for people. What other services would say is played.
/// </summary>
public sealed class MarketPlatform : IAsyncLifetime
{
    internal const string OperatorId = "the-operator";
    internal const string OperatorSecret = "0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c";

    const string PortalSecret = "a-secret-of-the-portal-that-only-tests-know";

    /// <summary>Services that nobody asks here: a port where nothing listens.</summary>
    static readonly string[] Absent = ["membership", "contributions", "governance"];

    WebApplication? gateway;
    WebApplication? portal;

    internal RunningService<IdentityService> Identity { get; private set; } = null!;

    internal RunningService<WalletService> Wallet { get; private set; } = null!;

    internal RunningService<MerchantNetworkService> Merchants { get; private set; } = null!;

    /// <summary>The public address.</summary>
    internal Uri Address { get; private set; } = null!;

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        Address = new Uri($"http://localhost:{LoopbackPort.Free()}");
        var issuer = $"Tokens:Issuer={Address.AbsoluteUri.TrimEnd('/')}";
        Identity = await RunningService<IdentityService>.StartAsync(
            issuer, $"Bootstrap:OperatorClientId={OperatorId}", $"Bootstrap:OperatorClientSecret={OperatorSecret}",
            $"Portal:ClientSecret={PortalSecret}");
        string[] others = [issuer, $"services:identity:http:0={Identity.Address}"];
        Wallet = await Identity.StartBesideAsync<WalletService>(others);
        Merchants = await Identity.StartBesideAsync<MerchantNetworkService>(others);
        portal = await StartPortalAsync($"--{issuer}");
        gateway = GatewayHost.Build(
        [
            "--environment=Development", $"--urls={Address}", "--Logging:LogLevel:Default=Error", $"--{issuer}",
            $"--services:identity:http:0={Identity.Address}", $"--services:wallet:http:0={Wallet.Address}",
            $"--services:merchant-network:http:0={Merchants.Address}",
            $"--services:portal:http:0={portal.Urls.First()}",
            .. Absent.Select(service => $"--services:{service}:http:0=http://127.0.0.1:9"),
        ]);
        await gateway.StartAsync();
    }

    /// <summary>A client of the gateway.</summary>
    internal HttpClient Client(string? token = null)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        return client;
    }

    async Task<WebApplication> StartPortalAsync(string issuer)
    {
        var servers = await TestServers.RunningAsync();
        var database = $"portal_{Guid.CreateVersion7():N}";
        await servers.Postgres.CreateDatabaseAsync(database);
        var started = PortalHost.Build(
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error", issuer,
            $"--services:gateway:http:0={Address}", $"--Portal:ClientSecret={PortalSecret}",
            $"--ConnectionStrings:portal={servers.Postgres.ConnectionString(database)}",
            "--Contacts:platform:Phone=04 65 71 00 00", "--Contacts:platform:Hours=du mardi au samedi",
        ]);
        await started.StartAsync();
        return started;
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        foreach (var app in new[] { gateway, portal }.OfType<WebApplication>())
        {
            await app.DisposeAsync();
        }
        await Merchants.DisposeAsync();
        await Wallet.DisposeAsync();
        await Identity.DisposeAsync();
    }
}
