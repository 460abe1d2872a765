using System.Net.Http.Headers;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Servers;
using Caisse.ServiceDefaults;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Caisse.Support;

/// <summary>
/// A service under test, in this process, with a database of its own (cloned from a migrated template) and a
/// virtual host of its own on real servers.
/// </summary>
public sealed class RunningService<TService> : IAsyncDisposable where TService : ICaisseService
{
    const string TestSessions = "test";

    static readonly SemaphoreSlim Cloning = new(1);

    /// <summary>Servers on which the template is migrated.</summary>
    static readonly HashSet<ServersAccess> Prepared = [];

    readonly WebApplication app;

    RunningService(WebApplication app, TestBus bus, string connection, string broker)
    {
        (this.app, Bus, ConnectionString, Broker) = (app, bus, connection, broker);
        // Under a name of its own, so that tests can end the service's sessions and keep theirs.
        Database = NpgsqlDataSource.Create($"{connection};Application Name={TestSessions}");
        Address = new Uri(app.Urls.First());
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Publishes events to it.</summary>
    public TestBus Bus { get; }

    /// <summary>Its database, as the owner: sees every caisse.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>How its database is reached as the owner.</summary>
    public string ConnectionString { get; }

    /// <summary>How its broker is reached.</summary>
    public string Broker { get; }

    /// <summary>Its own services.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts the service; extra configuration as "Name:Part=value".</summary>
    public static async Task<RunningService<TService>> StartAsync(params string[] configuration) =>
        await StartOnAsync(await TestServers.RunningAsync(), configuration);

    /// <summary>Starts the service on servers that are not the run's own.</summary>
    public static async Task<RunningService<TService>> StartOnAsync(
        ServersAccess servers, params string[] configuration)
    {
        ArgumentNullException.ThrowIfNull(servers);
        var unique = $"{TService.Name.Replace('-', '_')}_{Guid.CreateVersion7():N}";
        var connection = await CloneAsync(servers, unique);
        return await StartOnAsync(
            connection, await servers.RabbitMq.CreateVirtualHostAsync(unique), configuration);
    }

    /// <summary>
    /// Starts the service on a database that an earlier release filled, which it upgrades.
    /// </summary>
    /// <param name="through">That release's last migration, by the beginning of its name.</param>
    /// <param name="content">What it wrote, in SQL.</param>
    public static async Task<RunningService<TService>> UpgradeAsync(string through, string content)
    {
        var servers = await TestServers.RunningAsync();
        var unique = $"{TService.Name.Replace('-', '_')}_{Guid.CreateVersion7():N}";
        await servers.Postgres.CreateDatabaseAsync(unique);
        var connection = servers.Postgres.ConnectionString(unique);
        await MigratorOf(connection, through).RunAsync(CancellationToken.None);
        await using (var owner = new NpgsqlConnection($"{connection};Pooling=false"))
        {
            await owner.ExecuteAsync(content);
        }
        return await StartOnAsync(connection, await servers.RabbitMq.CreateVirtualHostAsync(unique), []);
    }

    static Migrator MigratorOf(string connection, string? through = null) => new(
        connection, $"{TService.Name.Replace('-', '_')}_service", typeof(Migrator).Assembly,
        typeof(TService).Assembly)
    { Through = through };

    /// <summary>Starts a second instance beside this one, on the same database and virtual host.</summary>
    public Task<RunningService<TService>> StartAnotherAsync(params string[] configuration) =>
        StartOnAsync(ConnectionString, Broker, configuration);

    /// <summary>Starts another service, with a database of its own, where this one is heard.</summary>
    public async Task<RunningService<TOther>> StartBesideAsync<TOther>(params string[] configuration)
        where TOther : ICaisseService => await RunningService<TOther>.StartOnBrokerAsync(
            await TestServers.RunningAsync(), Broker, configuration);

    static async Task<RunningService<TService>> StartOnBrokerAsync(
        ServersAccess servers, string broker, string[] configuration) =>
        await StartOnAsync(
            await CloneAsync(servers, $"{TService.Name.Replace('-', '_')}_{Guid.CreateVersion7():N}"), broker,
            configuration);

    /// <summary>
    /// Starts an instance on the same database and virtual host as a process of its own, whose sessions have
    /// its name.
    /// </summary>
    public async Task<ChildProcess> StartProcessAsync(string name) => await ChildProcess.StartAsync(
        ChildProcess.ProgramOf($"services/{TService.Name}", typeof(TService).Assembly.GetName().Name!), [],
        "/health/ready",
        ($"ConnectionStrings__{TService.Name}", $"{ConnectionString};Application Name={name}"),
        ("ConnectionStrings__messaging", Broker), ("Clock__RequestTime", "true"),
        ("services__identity__http__0", await TestIdentity.AddressAsync()));

    static async Task<RunningService<TService>> StartOnAsync(
        string connection, string broker, string[] configuration)
    {
        var app = CaisseHost.Build<TService>(
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", "--Clock:RequestTime=true",
            $"--ConnectionStrings:{TService.Name}={connection}", $"--ConnectionStrings:messaging={broker}",
            $"--services:identity:http:0={await TestIdentity.AddressAsync()}",
            "--Logging:LogLevel:Default=Error",
            .. configuration.Select(setting => $"--{setting}"),
        ]);
        await app.StartAsync();
        var service = new RunningService<TService>(
            app, await TestBus.ConnectAsync(broker), connection, broker);
        using var anonymous = service.Client();
        await Eventually.TrueAsync($"{TService.Name} is ready", async () =>
            (await anonymous.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode);
        return service;
    }

    /// <summary>A client without a token.</summary>
    public HttpClient Client() => new() { BaseAddress = Address };

    /// <summary>A client whose token has these grants, "montpellier:treasurer".</summary>
    public HttpClient Client(params string[] grants) => ClientWith(TestIdentity.Token(grants));

    /// <summary>A client with a given token.</summary>
    public HttpClient ClientWith(string token) => new()
    {
        BaseAddress = Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    /// <summary>Delivers an event and waits until its handlers have committed.</summary>
    public async Task HearAsync(IEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        using var scope = Services.CreateScope();
        var handled = typeof(IHandle<>).MakeGenericType(happened.GetType());
        var claims = handled.GetMethod(nameof(IHandle<IEvent>.Claims))!;
        var handlers = scope.ServiceProvider.GetServices(handled)
            .Count(handler => (bool)claims.Invoke(handler, [happened])!);
        var messageId = Guid.CreateVersion7();
        await Bus.PublishAsync(happened, messageId);
        await Eventually.TrueAsync($"{happened.GetType().Name} is handled", async () =>
        {
            await using var connection = await Database.OpenConnectionAsync();
            return await connection.ExecuteScalarAsync<bool>(
                "select count(*) >= @handlers from inbox where message_id = @messageId",
                new { messageId, handlers });
        });
    }

    /// <summary>
    /// Ends one session of the service's instances that is in the middle of something; how many there were.
    /// </summary>
    public async Task<int> EndBusySessionAsync()
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(
            """
            select count(pg_terminate_backend(pid)) from (
                select pid from pg_stat_activity
                where datname = current_database() and application_name <> @TestSessions and state <> 'idle'
                order by random() limit 1
            ) as busy
            """,
            new { TestSessions });
    }

    /// <summary>All events of a kind that it has put in its outbox so far, oldest first.</summary>
    public async Task<IReadOnlyList<TEvent>> PublishedAsync<TEvent>() where TEvent : IEvent
    {
        await using var connection = await Database.OpenConnectionAsync();
        var payloads = await connection.QueryAsync<string>(
            "select payload from outbox where event_name = @Name order by sequence",
            new { Name = EventNames.Of(typeof(TEvent)) });
        return [.. payloads.Select(payload =>
            JsonSerializer.Deserialize<TEvent>(payload, CaisseJson.Events)!)];
    }

    /// <summary>Waits until it has put such an event in its outbox.</summary>
    public Task<TEvent> ShouldPublishAsync<TEvent>(
        Func<TEvent, bool>? isIt = null, TimeSpan? deadline = null)
        where TEvent : class, IEvent =>
        Eventually.GetAsync(
            typeof(TEvent).Name,
            async () => (await PublishedAsync<TEvent>())
                .FirstOrDefault(happened => isIt is null || isIt(happened)),
            deadline: deadline);

    /// <summary>
    /// Lets it tell once more what it owns, as it does when it is upgraded from a release that kept no
    /// events; all events of a kind that this makes, in their order.
    /// </summary>
    public async Task<IReadOnlyList<TEvent>> RebuildAsync<TEvent>() where TEvent : IEvent
    {
        var migrations = typeof(TService).Assembly;
        var name = migrations.GetManifestResourceNames()
            .Single(one => one.EndsWith("_history.sql", StringComparison.Ordinal));
        using var migration = new StreamReader(migrations.GetManifestResourceStream(name)!);
        await using var connection = await Database.OpenConnectionAsync();
        await connection.ExecuteAsync(await migration.ReadToEndAsync());
        var payloads = await connection.QueryAsync<string>(
            "select payload from event_archive where event_name = @Name and sequence < 0 order by sequence",
            new { Name = EventNames.Of(typeof(TEvent)) });
        return [.. payloads.Select(payload =>
            JsonSerializer.Deserialize<TEvent>(payload, CaisseJson.Events)!)];
    }

    static async Task<string> CloneAsync(ServersAccess servers, string name)
    {
        await Cloning.WaitAsync();
        try
        {
            var template = $"template_{TService.Name.Replace('-', '_')}";
            if (!Prepared.Contains(servers))
            {
                await servers.Postgres.CreateDatabaseAsync(template);
                await MigratorOf(servers.Postgres.ConnectionString(template))
                    .RunAsync(CancellationToken.None);
                Prepared.Add(servers);
            }
            await using var connection = new NpgsqlConnection(
                $"{servers.Postgres.ConnectionString()};Pooling=false");
            await connection.OpenAsync();
            await connection.ExecuteAsync($"create database {name} template {template}");
            return servers.Postgres.ConnectionString(name);
        }
        finally
        {
            Cloning.Release();
        }
    }

    /// <summary>It answers and hears no more; its services and its database can still be asked.</summary>
    public Task StopAsync() => app.StopAsync();

    /// <summary>Ends it with its database and its virtual host, which others would have to carry along.</summary>
    public async Task DisposeWithDataAsync(ServersAccess servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        await DisposeAsync();
        var name = new NpgsqlConnectionStringBuilder(ConnectionString).Database!;
        await using var connection = new NpgsqlConnection(
            $"{servers.Postgres.ConnectionString()};Pooling=false");
        await connection.OpenAsync();
        await connection.ExecuteAsync($"drop database {name} with (force)");
        await servers.RabbitMq.DeleteVirtualHostAsync(name);
    }

    /// <summary>Forgets connections that the database has ended since.</summary>
    public void ForgetConnections()
    {
        Database.Clear();
        Services.GetRequiredService<NpgsqlDataSource>().Clear();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Bus.DisposeAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        await Database.DisposeAsync();
    }
}
