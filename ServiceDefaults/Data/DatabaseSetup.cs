using System.Reflection;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>How a process gets its own PostgreSQL database.</summary>
public static class DatabaseSetup
{
    /// <summary>Connections a service keeps to its database at most.</summary>
    const int LargestPool = 40;

    const int PreparedStatementsPerConnection = 60;

    internal static void AddDatabase(
        this WebApplicationBuilder builder, string service, Assembly migrations,
        IReadOnlyList<Setting<byte[]>> keys)
    {
        builder.AddOwnTables(service, keys, typeof(Migrator).Assembly, migrations);
        builder.Services.AddSingleton<OutboxSignal>();
        builder.Services.AddSingleton<Database>();
        builder.Services.AddSingleton<Caisses>();
        builder.Services.AddHostedService<Housekeeping>();
    }

    /// <summary>
    /// A database with the process's own tables and nothing of what services share: for a process that keeps
    /// no caisse's data and sends no events. Its migrations run before it answers; its health is watched.
    /// </summary>
    /// <param name="builder">The process; its connection string is
    /// <c>ConnectionStrings:(service)</c>.</param>
    /// <param name="service">Its name, from which the role it works under is made.</param>
    /// <param name="migrations">The assembly that embeds <c>migrations/*.sql</c>.</param>
    public static void AddOwnTables(
        this WebApplicationBuilder builder, string service, Assembly migrations)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(service);
        builder.AddOwnTables(service, [], migrations);
    }

    static void AddOwnTables(
        this WebApplicationBuilder builder, string service, IReadOnlyList<Setting<byte[]>> keys,
        params Assembly[] migrations)
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
