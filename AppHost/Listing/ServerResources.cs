namespace Caisse.AppHost;

/// <summary>PostgreSQL and RabbitMQ on the list, wherever they come from.</summary>
internal abstract class ServerResources
{
    /// <summary>Its name on the list.</summary>
    public const string Postgres = "postgres";

    /// <summary>Its name on the list, and of its connection string.</summary>
    public const string RabbitMq = "messaging";

    /// <summary>The broker.</summary>
    public abstract IResourceBuilder<IResourceWithConnectionString> Messaging { get; }

    /// <summary>Puts a database on the list.</summary>
    /// <param name="name">Its name on the list.</param>
    /// <param name="databaseName">Its name in PostgreSQL.</param>
    public abstract IResourceBuilder<IResourceWithConnectionString> AddDatabase(
        string name, string databaseName);
}

/// <summary>Containers, where an engine answers and in the manifest.</summary>
internal sealed class ContainedServers : ServerResources
{
    private readonly IResourceBuilder<PostgresServerResource> postgres;

    public ContainedServers(
        Platform platform, IResourceBuilder<ParameterResource> postgresPassword,
        IResourceBuilder<ParameterResource> messagingPassword)
    {
        postgres = platform.Builder.AddPostgres(Postgres, password: postgresPassword)
            .WithDataVolume(VolumeOf(Postgres));
        Messaging = platform.Builder.AddRabbitMQ(RabbitMq, password: messagingPassword)
            .WithDataVolume(VolumeOf(RabbitMq))
            .WithManagementPlugin();

        string VolumeOf(string server) => platform.Builder.ExecutionContext.IsPublishMode
            ? $"caisse-{server}"
            : platform.Ground.VolumeOf(server);
    }

    public override IResourceBuilder<IResourceWithConnectionString> Messaging { get; }

    public override IResourceBuilder<IResourceWithConnectionString> AddDatabase(
        string name, string databaseName) => postgres.AddDatabase(name, databaseName);
}
