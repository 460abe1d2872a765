using Caisse.Support;

namespace Caisse.Contributions.Tests;

/// <summary>The service, started once per test class; each test founds a fund of its own in it.</summary>
public sealed class StartedService : IAsyncLifetime
{
    public RunningService<ContributionsService> Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await RunningService<ContributionsService>.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();
}
