using ProjectBuilder =
    Caisse.AppHost.Processes.IResourceBuilder<Caisse.AppHost.Processes.ProjectResource>;

namespace Caisse.AppHost.Processes;

/// <summary>Aspire's verbs for projects, with its environment contract.</summary>
public static class ProjectVerbs
{
    public static ProjectBuilder AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath) =>
        builder.AddResource(new ProjectResource(name, projectPath));

    public static ProjectBuilder WithReference(
        this ProjectBuilder builder,
        IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null)
    {
        var resource = source.Resource.Name;
        // The string exists only once the server runs.
        builder.Resource.WaitsFor.Add(source.Resource.Host);
        var variable = $"ConnectionStrings__{connectionName ?? resource}";
        builder.Resource.Environment[variable] = values => values[resource];
        return builder;
    }

    public static ProjectBuilder WithReference(this ProjectBuilder builder, ProjectBuilder source)
    {
        return builder.WithEnvironment(
            $"services__{source.Resource.Name}__http__0", source.GetEndpoint("http"));
    }

    public static ProjectBuilder WithEnvironment(this ProjectBuilder builder, string name, string? value)
    {
        builder.Resource.Environment[name] = _ => value ?? "";
        return builder;
    }

    public static ProjectBuilder WithEnvironment(
        this ProjectBuilder builder, string name, IResourceBuilder<ParameterResource> parameter)
    {
        builder.Resource.Environment[name] = values => values[parameter.Resource.Name];
        return builder;
    }

    public static ProjectBuilder WithEnvironment(
        this ProjectBuilder builder, string name, EndpointReference endpoint)
    {
        builder.Resource.Environment[name] = _ => endpoint.Url;
        return builder;
    }

    public static EndpointReference GetEndpoint(this ProjectBuilder builder, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(name, "http");
        return new EndpointReference(builder.Resource);
    }

    /// <summary>A project has one endpoint here, and its name is http.</summary>
    public static ProjectBuilder WithHttpEndpoint(
        this ProjectBuilder builder, int? port = null, string name = "http")
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(name, "http");
        builder.Resource.HasEndpoint = true;
        builder.Resource.Port = port;
        return builder;
    }

    public static ProjectBuilder WithExternalHttpEndpoints(this ProjectBuilder builder)
    {
        builder.Resource.IsExternal = true;
        return builder;
    }

    public static ProjectBuilder WithHttpHealthCheck(this ProjectBuilder builder, string path)
    {
        builder.Resource.HealthPath = path;
        return builder;
    }

    public static ProjectBuilder WaitFor(this ProjectBuilder builder, IResourceBuilder<Resource> dependency)
    {
        builder.Resource.WaitsFor.Add(dependency.Resource.Host);
        return builder;
    }
}
