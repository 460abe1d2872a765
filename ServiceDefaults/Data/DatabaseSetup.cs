using System.Reflection;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
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

    internal static void AddDatabase(this WebApplicationBuilder builder, string service, Assembly migrations)
    {
        builder.AddOwnTables(service, typeof(Migrator).Assembly, migrations);
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
    /// <param name="migrations">Assemblies that embed <c>migrations/*.sql</c>.</param>
    /// <exception cref="InvalidOperationException">The connection string is not set.</exception>
    public static void AddOwnTables(
        this WebApplicationBuilder builder, string service, params Assembly[] migrations)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(service);
        SqlMapper.AddTypeHandler(new PeriodTypeHandler());
        SqlMapper.AddTypeHandler(new DateOnlyTypeHandler());
        SqlMapper.AddTypeHandler(new InstantTypeHandler());
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        var owner = builder.Configuration.GetConnectionString(service)
            ?? throw new InvalidOperationException(
                $"Set ConnectionStrings__{service} to the service's PostgreSQL database.");
        var role = RoleOf(service);
        builder.Services.AddSingleton(new Migrator(owner, role, migrations));
        builder.Services.AddHostedService(provider =>
            new MigrateFirst(provider.GetRequiredService<Migrator>()));
        builder.Services.AddSingleton(_ =>
            NpgsqlDataSource.Create(AsServiceRole(owner, service).ConnectionString));
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
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
