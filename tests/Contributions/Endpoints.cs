using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Contributions.Tests;

/// <summary>One use case as it is mapped.</summary>
sealed record Endpoint(HttpMethod Method, string Pattern, bool IsPublic)
{
    /// <summary>
    /// All use cases of a caisse, read from the running service so that a new one cannot be forgotten.
    /// </summary>
    internal static IReadOnlyList<Endpoint> All(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(
                "/v1/caisses/{caisse}/", StringComparison.Ordinal))
            .Select(endpoint => new Endpoint(
                new HttpMethod(endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0]),
                endpoint.RoutePattern.RawText!["/v1/caisses/{caisse}/".Length..],
                endpoint.Metadata.GetMetadata<AllowedGrants>() is null)),
    ];

    /// <summary>Its address in a caisse, with an id that nothing has.</summary>
    internal string AddressIn(string caisse) => $"/v1/caisses/{caisse}/" + string.Join('/', Pattern.Split('/')
        .Select(part => part.StartsWith('{') ? Guid.CreateVersion7().ToString() : part));

    public override string ToString() => $"{Method} {Pattern}";
}
