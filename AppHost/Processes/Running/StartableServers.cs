namespace Caisse.AppHost.Processes;

/// <summary>PostgreSQL on the list: the server, then the databases and their owners.</summary>
internal sealed class StartablePostgres(
    PostgresServerResource server, DataDirectory data, ServerOptions options, ConnectionStrings values)
    : Startable(server)
{
    private PrivatePostgres? postgres;

    public override string? Address => postgres is null ? null : $"127.0.0.1:{postgres.Port}";

    public override bool IsEssential => true;

    public override TimeSpan StopGrace => TimeSpan.FromSeconds(30);

    public override async Task<GuardedProcess> StartAsync(
        Action<GuardedProcess> started, CancellationToken cancellation)
    {
        postgres ??= await PrivatePostgres.PrepareAsync(data.DirectoryPath, options, cancellation);
        await postgres.StartAgainAsync(started, cancellation);
        foreach (var database in server.Databases)
            values[database.Name] = await postgres.CreateOwnedDatabaseAsync(
                database.DatabaseName, data.Secret(database.Name), cancellation);
        return postgres.Process!;
    }
}

/// <summary>RabbitMQ on the list.</summary>
internal sealed class StartableRabbitMq(
    RabbitMQServerResource server, DataDirectory data, ServerOptions options, ConnectionStrings values)
    : Startable(server)
{
    private PrivateRabbitMq? rabbitMq;

    public override string? Address => rabbitMq is null ? null : $"127.0.0.1:{rabbitMq.Port}";

    public override bool IsEssential => true;

    public override TimeSpan StopGrace => TimeSpan.FromSeconds(20);

    public override async Task<GuardedProcess> StartAsync(
        Action<GuardedProcess> started, CancellationToken cancellation)
    {
        rabbitMq ??= PrivateRabbitMq.Prepare(data.DirectoryPath, options);
        values[Name] = rabbitMq.Uri();
        await rabbitMq.StartAgainAsync(started, cancellation);
        return rabbitMq.Process!;
    }
}
