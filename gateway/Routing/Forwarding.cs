using Caisse.Gateway.Protecting;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Caisse.Gateway.Routing;

/// <summary>Forwards each public address to the service that answers for it.</summary>
static class Forwarding
{
    internal static void AddForwarding(this WebApplicationBuilder builder)
    {
        var services = Service.ReadAll(builder.Configuration);
        var timeout = TimeSpan.FromSeconds(GatewaySettings.TimeoutSeconds.Of(builder.Configuration));
        builder.Services.AddSingleton(services);
        builder.Services.AddRequestTimeouts();
        builder.Services.AddSingleton<IForwarderHttpClientFactory, ServiceConnections>();
        builder.Services.AddReverseProxy()
            .LoadFromMemory(
                [.. services.SelectMany(service => Routes(service, timeout))], [.. services.Select(Cluster)]);
    }

    internal static void MapForwarding(this WebApplication app) => app.MapReverseProxy(proxy =>
    {
        proxy.Use(AnswerForwardingError.Middleware);
        proxy.UseLoadBalancing();
    });

    static IEnumerable<RouteConfig> Routes(Service service, TimeSpan timeout) =>
        service.Paths.Select(path => new RouteConfig
        {
            RouteId = $"{service.Name} {path}",
            ClusterId = service.Name,
            Match = new RouteMatch { Path = path },
            Timeout = timeout,
            MaxRequestBodySize = LargeBodies.LargestOf(path),
            // Services verify tokens and decide; the gateway only turns away tokens that nobody can accept.
            AuthorizationPolicy = "Anonymous",
        });

    static ClusterConfig Cluster(Service service) => new()
    {
        ClusterId = service.Name,
        Destinations = new Dictionary<string, DestinationConfig>
        {
            [service.Name] = new() { Address = service.Address.AbsoluteUri },
        },
    };
}
