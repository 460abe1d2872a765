using Caisse.Servers;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace Caisse.Support;

/// <summary>
/// Both servers as containers of one test run, where an engine answers; the library's reaper deletes them
/// when the run has ended, however it ends.
/// </summary>
static class ContainedServers
{
    const string PostgresImage = "postgres:17";
    const string RabbitMqImage = "rabbitmq:4-management";
    const int ManagementPort = 15672;
    const string Account = "caisse";

    internal static async Task<ServersAccess> StartAsync(bool isDurable)
    {
        var password = Guid.CreateVersion7().ToString("N");
        var postgres = new PostgreSqlBuilder(PostgresImage)
            .WithUsername(PostgresAccess.Superuser).WithPassword(password)
            .WithCommand([.. PostgresCluster.TuningFor(isDurable).SelectMany(setting => new[] { "-c", setting })])
            .Build();
        var rabbitMq = new RabbitMqBuilder(RabbitMqImage)
            .WithUsername(Account).WithPassword(password)
            .WithPortBinding(ManagementPort, assignRandomHostPort: true)
            .Build();
        await Task.WhenAll(postgres.StartAsync(), rabbitMq.StartAsync());
        var access = new ServersAccess(
            new PostgresAccess(postgres.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort), password),
            new RabbitMqAccess(
                rabbitMq.GetMappedPublicPort(RabbitMqBuilder.RabbitMqPort),
                rabbitMq.GetMappedPublicPort(ManagementPort), Account, password));
        await Eventually.TrueAsync(
            "the broker and its management plugin answer",
            () => access.RabbitMq.AnswersAsync(CancellationToken.None));
        return access;
    }
}
