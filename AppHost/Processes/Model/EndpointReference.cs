namespace Caisse.AppHost.Processes;

/// <summary>Where a project answers; known once the platform starts.</summary>
public sealed class EndpointReference(ProjectResource project)
{
    internal string Url => project.Address
        ?? throw new InvalidOperationException(
            $"{project.Name} is referred to and has no WithHttpEndpoint.");
}
