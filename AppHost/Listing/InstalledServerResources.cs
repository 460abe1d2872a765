using Caisse.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.AppHost;

/// <summary>A server of this machine's packages, on the list.</summary>
internal abstract class InstalledServer(string name, string program, string workingDirectory)
    : ExecutableResource(name, program, workingDirectory), IResourceWithConnectionString
{
    public abstract ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>The sentence that ends a start in which it did not become ready.</summary>
    public abstract StartRefusedException Unusable(LastLines said);
}

/// <summary>PostgreSQL.</summary>
internal sealed class InstalledPostgres(string name, PostgresCluster cluster, int port)
    : InstalledServer(name, AttendedCommand.Shell, cluster.DataPath)
{
    public PostgresAccess Access { get; } = new(port, cluster.Password);

    public override ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Access.ConnectionString()}");

    public override StartRefusedException Unusable(LastLines said) =>
        cluster.Unusable(said.MostTelling("PANIC:", "FATAL:"));
}

/// <summary>A database in it, with an owner of its own.</summary>
internal sealed class InstalledDatabase(
    string name, string databaseName, string password, InstalledPostgres server)
    : Resource(name), IResourceWithParent<InstalledPostgres>, IResourceWithConnectionString
{
    public InstalledPostgres Parent { get; } = server;

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Parent.Access.ConnectionString(databaseName, password)}");

    public Task CreateAsync(CancellationToken cancellation) =>
        Parent.Access.CreateOwnedDatabaseAsync(databaseName, password, cancellation);
}

/// <summary>RabbitMQ.</summary>
internal sealed class InstalledRabbitMq(string name, RabbitMqFiles files)
    : InstalledServer(name, AttendedCommand.Shell, files.Home)
{
    public override ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{files.Uri()}");

    public override StartRefusedException Unusable(LastLines said) =>
        files.Unusable(said.MostTelling("[error]", "Error", "error"));
}

/// <summary>Both from this machine's packages, on the data directory.</summary>
internal sealed class InstalledServerResources : ServerResources
{
    private readonly Platform platform;
    private readonly IResourceBuilder<InstalledPostgres> postgres;
    private readonly List<InstalledDatabase> databases = [];

    public InstalledServerResources(Platform platform)
    {
        this.platform = platform;
        var (cluster, files) = (platform.Ground.Postgres!, platform.Ground.RabbitMq!);
        var port = LoopbackPort.Free();
        postgres = Add(new InstalledPostgres(Postgres, cluster, port), cluster.ServerCommand(port))
            .WithPatientHealthCheck(platform, new PostgresAccess(port, cluster.Password).AnswersAsync)
            .OnResourceReady((_, ready, cancellation) => CreateDatabasesAsync(ready.Services, cancellation));
        Messaging = Add(new InstalledRabbitMq(RabbitMq, files), files.ServerCommand())
            .WithPatientHealthCheck(
                platform, cancellation => RabbitMqFiles.AnswersAsync(files.Port, cancellation));
    }

    public override IResourceBuilder<IResourceWithConnectionString> Messaging { get; }

    public override IResourceBuilder<IResourceWithConnectionString> AddDatabase(
        string name, string databaseName)
    {
        var database =
            new InstalledDatabase(name, databaseName, platform.Ground.Secret(name), postgres.Resource);
        databases.Add(database);
        return platform.Builder.AddResource(database);
    }

    private IResourceBuilder<TServer> Add<TServer>(TServer server, GuardedCommand command)
        where TServer : InstalledServer
    {
        var builder = platform.Builder.AddResource(server).WithArgs([.. AttendedCommand.Arguments(command)]);
        foreach (var (name, value) in command.Environment) builder.WithEnvironment(name, value);
        return builder;
    }

    /// <summary>Nothing else makes a resource run that has no process.</summary>
    private async Task CreateDatabasesAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        foreach (var database in databases)
        {
            await database.CreateAsync(cancellation);
            await notifications.PublishUpdateAsync(
                database, snapshot => snapshot with { State = KnownResourceStates.Running });
        }
    }
}
