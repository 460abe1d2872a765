using Dapper;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Whether this service's queue is bound to all it hears. Until it first is, the service is not ready, since
/// what others publish would be lost; afterwards the broker keeps the queue, and a service is ready without
/// it: no till waits for it.
/// </summary>
sealed class TopologyDeclared : IHealthCheck
{
    volatile bool declared;

    internal void Declare() => declared = true;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(declared
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The service's queue has never been declared on the broker."));
}

/// <summary>Waits for the broker once in the life of a set of subscriptions, and remembers.</summary>
sealed class DeclareTopology(
    string subscriptions, NpgsqlDataSource source, IBusControl bus, TopologyDeclared topology)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connection = await source.OpenConnectionAsync(stoppingToken);
        var known = await connection.ExecuteScalarAsync<bool>(
            "select exists (select from messaging_topology where subscriptions = @subscriptions)",
            new { subscriptions });
        if (!known)
        {
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
            await connection.ExecuteAsync(
                """
                insert into messaging_topology (subscriptions) values (@subscriptions)
                on conflict do nothing
                """,
                new { subscriptions });
        }
        topology.Declare();
    }
}
