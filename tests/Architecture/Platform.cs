using System.Reflection;
using Caisse.Contributions;
using Caisse.Governance;
using Caisse.Identity;
using Caisse.Membership;
using Caisse.MerchantNetwork;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Caisse.Wallet;
using Dapper;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Caisse.Architecture.Tests;

/// <summary>A service of the platform as the rules see it.</summary>
sealed record StartedService(
    string Name, Assembly Assembly, IServiceProvider Services, NpgsqlDataSource Database)
{
    /// <summary>The database role it works under.</summary>
    internal string Role => $"{Name.Replace('-', '_')}_service";

    internal IEnumerable<RouteEndpoint> Endpoints =>
        Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>Rows as the owner of the database sees them.</summary>
    internal async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }
}

/// <summary>All services, started once for the rules that can only be seen on a running one.</summary>
public sealed class Platform : IAsyncLifetime
{
    readonly List<IAsyncDisposable> running = [];
    readonly List<StartedService> services = [];

    /// <summary>Their assemblies, for the rules that need no start.</summary>
    internal static IReadOnlyDictionary<string, Assembly> Assemblies { get; } =
        new Dictionary<string, Assembly>
        {
            [IdentityService.Name] = typeof(IdentityService).Assembly,
            [MembershipService.Name] = typeof(MembershipService).Assembly,
            [ContributionsService.Name] = typeof(ContributionsService).Assembly,
            [WalletService.Name] = typeof(WalletService).Assembly,
            [MerchantNetworkService.Name] = typeof(MerchantNetworkService).Assembly,
            [GovernanceService.Name] = typeof(GovernanceService).Assembly,
        };

    internal IReadOnlyList<StartedService> Services => services;

    internal StartedService Find(string name) => services.Single(service => service.Name == name);

    public async Task InitializeAsync()
    {
        await StartAsync<IdentityService>();
        await StartAsync<MembershipService>();
        await StartAsync<ContributionsService>();
        await StartAsync<WalletService>();
        await StartAsync<MerchantNetworkService>();
        await StartAsync<GovernanceService>();
    }

    public async Task DisposeAsync()
    {
        foreach (var service in running)
        {
            await service.DisposeAsync();
        }
    }

    async Task StartAsync<TService>() where TService : ICaisseService
    {
        var service = await RunningService<TService>.StartAsync();
        running.Add(service);
        services.Add(
            new StartedService(TService.Name, typeof(TService).Assembly, service.Services, service.Database));
    }
}

[CollectionDefinition(Name)]
public sealed class SharedPlatform : ICollectionFixture<Platform>
{
    internal const string Name = "platform";
}
