using System.Reflection;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Caisse.ServiceDefaults;

static class DatabaseSetup
{
    /// <summary>Connections a service keeps to its database at most.</summary>
    const int LargestPool = 40;

    const int PreparedStatementsPerConnection = 60;

    internal static void AddDatabase(
        this WebApplicationBuilder builder, string service, Assembly migrations,
        IReadOnlyList<Setting<byte[]>> keys)
    {
        SqlMapper.AddTypeHandler(new PeriodTypeHandler());
        SqlMapper.AddTypeHandler(new DateOnlyTypeHandler());
        SqlMapper.AddTypeHandler(new InstantTypeHandler());
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        var owner = SharedSettings.DatabaseOf(service).Of(builder.Configuration);
        var role = RoleOf(service);
        var migrator = new Migrator(owner, role, migrations);
        builder.Services.AddSingleton(migrator);
        builder.Services.AddSingleton(new KeyFingerprints(service, migrator, keys, builder.Configuration));
        builder.Services.AddHostedService<MigrateFirst>();
        builder.Services.AddSingleton(_ =>
            Connect(AsServiceRole(owner, service).ConnectionString));
        builder.Services.AddSingleton<OutboxSignal>();
        builder.Services.AddSingleton<Database>();
        builder.Services.AddSingleton<Caisses>();
        builder.Services.AddHostedService<Housekeeping>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
    }

    /// <summary>A pool of connections whose statements can be told apart in a trace.</summary>
    internal static NpgsqlDataSource Connect(string connection)
    {
        var builder = new NpgsqlDataSourceBuilder(connection);
        builder.ConfigureTracing(tracing => tracing
            .ConfigureCommandSpanNameProvider(StatementName.Of)
            .ConfigureBatchSpanNameProvider(StatementName.Of));
        return builder.Build();
    }

    internal static string RoleOf(string service) => $"{service.Replace('-', '_')}_service";

    /// <summary>
    /// The service works under a role of its own, which row-level security binds. The pool must not reset
    /// sessions (<c>discard all</c> would drop the role); only <c>set local</c> is used, so nothing leaks
    /// between users of a connection.
    /// </summary>
    internal static NpgsqlConnectionStringBuilder AsServiceRole(string owner, string service) => new(owner)
    {
        Options = $"-c role={RoleOf(service)}",
        NoResetOnClose = true,
        MaxPoolSize = LargestPool,
        MaxAutoPrepare = PreparedStatementsPerConnection,
    };
}

sealed class DatabaseHealth(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = source.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", exception);
        }
    }
}
