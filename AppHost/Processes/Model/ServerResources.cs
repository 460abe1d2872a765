namespace Caisse.AppHost.Processes;

/// <summary>A private PostgreSQL.</summary>
public sealed class PostgresServerResource(string name) : Resource(name)
{
    internal List<PostgresDatabaseResource> Databases { get; } = [];
}

/// <summary>A database on it, with an owner of its own.</summary>
public sealed class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource server)
    : Resource(name), IResourceWithConnectionString
{
    internal string DatabaseName { get; } = databaseName;

    public override Resource Host => server;
}

/// <summary>A private RabbitMQ.</summary>
public sealed class RabbitMQServerResource(string name) : Resource(name), IResourceWithConnectionString;
