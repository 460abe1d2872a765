namespace Caisse.AppHost.Processes;

/// <summary>A resource on the list, while it is being described.</summary>
public interface IResourceBuilder<out TResource>
{
    TResource Resource { get; }

    IDistributedApplicationBuilder ApplicationBuilder { get; }
}

internal sealed record ResourceBuilder<TResource>(
    TResource Resource, IDistributedApplicationBuilder ApplicationBuilder)
    : IResourceBuilder<TResource>;
