namespace Caisse.AppHost.Processes;

/// <summary>The list of everything that runs.</summary>
public interface IDistributedApplicationBuilder
{
    HostEnvironment Environment { get; }

    IResourceBuilder<TResource> AddResource<TResource>(TResource resource) where TResource : Resource;

    DistributedApplication Build();
}

/// <summary>
/// Development unless the environment says otherwise, as for any .NET program started by a developer.
/// </summary>
public sealed record HostEnvironment(string EnvironmentName)
{
    public bool IsDevelopment() => EnvironmentName == "Development";

    internal static HostEnvironment Current() => new(
        System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? "Development");
}
