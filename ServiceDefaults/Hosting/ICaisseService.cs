using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Caisse.ServiceDefaults;

/// <summary>
/// A service of the platform, as its table of contents: what it registers and what it answers.
/// </summary>
public interface ICaisseService
{
    /// <summary>
    /// The service's name: its database, its queue, its role and its address in the environment.
    /// </summary>
    static abstract string Name { get; }

    /// <summary>What the service reads from its environment beside what every service does.</summary>
    static virtual IReadOnlyList<Setting> Settings => [];

    /// <summary>Registers the service's own parts and the events it handles.</summary>
    static abstract void Register(ServiceRegistration service);

    /// <summary>Maps the service's use cases.</summary>
    static abstract void Map(ServiceRoutes routes);
}

/// <summary>
/// Where use cases are mapped. Every one says who may call it (<c>Allow</c>, <c>AllowAnonymous</c>);
/// forgotten means refused.
/// </summary>
/// <param name="Application">Root, for standard addresses such as <c>/oauth/token</c>.</param>
/// <param name="Platform"><c>/v1</c>.</param>
/// <param name="Caisse"><c>/v1/caisses/{caisse}</c>.</param>
public sealed record ServiceRoutes(
    WebApplication Application, RouteGroupBuilder Platform, RouteGroupBuilder Caisse);
