using Caisse.Contributions;
using Caisse.Gateway;
using Caisse.Governance;
using Caisse.Identity;
using Caisse.Membership;
using Caisse.MerchantNetwork;
using Caisse.Portal;
using Caisse.Servers;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Caisse.Wallet;
using Microsoft.AspNetCore.Builder;

namespace Caisse.Browser.Tests.Managing;

/// <summary>All services, which hear each other, the gateway before them and the pages for people.</summary>
public sealed class ManagedPlatform : IAsyncLifetime
{
    internal const string OperatorId = "the-operator";
    internal const string OperatorSecret = "0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c";

    const string PortalSecret = "a-secret-of-the-portal-that-only-tests-know";

    readonly List<IAsyncDisposable> running = [];

    /// <summary>The public address.</summary>
    internal Uri Address { get; private set; } = null!;

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        Address = new Uri($"http://localhost:{LoopbackPort.Free()}");
        var issuer = $"Tokens:Issuer={Address.AbsoluteUri.TrimEnd('/')}";
        var identity = await RunningService<IdentityService>.StartAsync(
            issuer, $"Bootstrap:OperatorClientId={OperatorId}", $"Bootstrap:OperatorClientSecret={OperatorSecret}",
            $"Portal:ClientSecret={PortalSecret}", $"Mail:Folder={MailFolder.NewFolder()}");
        running.Add(identity);
        string[] others = [issuer, $"services:identity:http:0={identity.Address}"];
        string[] addresses =
        [
            $"--services:identity:http:0={identity.Address}",
            await StartAsync<MembershipService>(identity, others),
            await StartAsync<ContributionsService>(identity, others),
            await StartAsync<WalletService>(identity, others),
            await StartAsync<MerchantNetworkService>(identity, others),
            await StartAsync<GovernanceService>(identity, others),
            $"--services:portal:http:0={await StartPortalAsync($"--{issuer}")}",
        ];
        var gateway = GatewayHost.Build(
        [
            "--environment=Development", $"--urls={Address}", "--Logging:LogLevel:Default=Error", $"--{issuer}",
            .. addresses,
        ]);
        await gateway.StartAsync();
        running.Add(gateway);
    }

    /// <summary>A client of the gateway.</summary>
    internal HttpClient Client(string? token = null)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        return client;
    }

    async Task<string> StartAsync<TService>(RunningService<IdentityService> identity, string[] settings)
        where TService : ICaisseService
    {
        var service = await identity.StartBesideAsync<TService>(settings);
        running.Add(service);
        return $"--services:{TService.Name}:http:0={service.Address}";
    }

    async Task<string> StartPortalAsync(string issuer)
    {
        var servers = await TestServers.RunningAsync();
        var database = $"portal_{Guid.CreateVersion7():N}";
        await servers.Postgres.CreateDatabaseAsync(database);
        var portal = PortalHost.Build(
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error", issuer,
            $"--services:gateway:http:0={Address}", $"--Portal:ClientSecret={PortalSecret}",
            $"--ConnectionStrings:portal={servers.Postgres.ConnectionString(database)}",
        ]);
        await portal.StartAsync();
        running.Add(portal);
        return portal.Urls.First();
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        running.Reverse();
        foreach (var one in running)
        {
            await one.DisposeAsync();
        }
    }
}
