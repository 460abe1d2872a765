using Caisse.Contributions;
using Caisse.Gateway;
using Caisse.Governance;
using Caisse.Identity;
using Caisse.Membership;
using Caisse.MerchantNetwork;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Caisse.Wallet;
using Microsoft.AspNetCore.Builder;

namespace Caisse.Browser.Tests.Docs;

/// <summary>
/// The gateway before all services, in this process, so that its pages describe the whole API. Services do
/// not hear each other.
/// </summary>
public sealed class DocumentedPlatform : IAsyncLifetime
{
    internal const string ClientId = "the-operator";
    internal const string ClientSecret = "0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c";

    /// <summary>The pages for people have no part in the description: a port where nothing listens.</summary>
    const string NobodyThere = "--services:portal:http:0=http://127.0.0.1:9";

    readonly List<IAsyncDisposable> services = [];
    WebApplication gateway = null!;

    internal Uri Docs => new(Address, "/docs/");

    internal Uri Address => new(gateway.Urls.First());

    public async Task InitializeAsync()
    {
        var identity = await StartAsync<IdentityService>(
            $"Bootstrap:OperatorClientId={ClientId}", $"Bootstrap:OperatorClientSecret={ClientSecret}");
        string[] addresses =
        [
            identity, await StartAsync<MembershipService>(), await StartAsync<ContributionsService>(),
            await StartAsync<WalletService>(), await StartAsync<MerchantNetworkService>(),
            await StartAsync<GovernanceService>(), NobodyThere,
        ];
        gateway = GatewayHost.Build(
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error",
            .. addresses,
        ]);
        await gateway.StartAsync();
    }

    async Task<string> StartAsync<TService>(params string[] configuration) where TService : ICaisseService
    {
        var service = await RunningService<TService>.StartAsync(configuration);
        services.Add(service);
        return $"--services:{TService.Name}:http:0={service.Address}";
    }

    public async Task DisposeAsync()
    {
        await gateway.StopAsync();
        await gateway.DisposeAsync();
        foreach (var service in services)
        {
            await service.DisposeAsync();
        }
    }
}
