namespace Caisse.AppHost.Processes;

/// <summary>Aspire's verbs for servers.</summary>
public static class ServerVerbs
{
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder, string name) =>
        builder.AddResource(new PostgresServerResource(name));

    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder, string name) =>
        builder.AddResource(new RabbitMQServerResource(name));

    /// <summary>Private servers always keep their data in the data directory.</summary>
    public static IResourceBuilder<TResource> WithDataVolume<TResource>(
        this IResourceBuilder<TResource> builder) => builder;

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.Databases.Add(database);
        return builder.ApplicationBuilder.AddResource(database);
    }

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name, GenerateParameterDefault value, bool secret = false, bool persist = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.MinLength, SecretFile.LengthCharacters);
        if (!secret || !persist) throw new NotSupportedException("Generated parameters are secret and kept.");
        return builder.AddResource(new ParameterResource(name));
    }
}
