using Caisse.Support;

namespace Caisse.Governance.Tests;

/// <summary>Governance on real servers, once per test class; each test founds a caisse of its own.</summary>
public sealed class GovernanceFixture : IAsyncLifetime
{
    public RunningService<GovernanceService> Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await RunningService<GovernanceService>.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    /// <summary>A caisse that was founded on 2 January 2026.</summary>
    internal Task<FoundedCaisse> FoundAsync() => FoundedCaisse.FoundAsync(Service);
}
