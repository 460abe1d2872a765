using System.Text.Json;
using Caisse.ServiceDefaults;

namespace Caisse.Gateway.Routing;

/// <summary>A service behind the gateway.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it answers, from <c>services__(name)__http__0</c>.</param>
/// <param name="Paths">The public addresses it answers for, from <c>routes.json</c>.</param>
sealed record Service(string Name, Uri Address, IReadOnlyList<string> Paths)
{
    static readonly IReadOnlyList<KeyValuePair<string, string[]>> Routes = ReadRoutes();

    /// <summary>The names of all services, in the order of <c>routes.json</c>.</summary>
    internal static IEnumerable<string> Names => Routes.Select(entry => entry.Key);

    /// <summary>Whether it answers programs, and describes what; the web pages do not.</summary>
    internal bool IsApi => Paths.Any(path => path.StartsWith("/v1/", StringComparison.Ordinal));

    /// <summary>All services, in the order of <c>routes.json</c>.</summary>
    internal static IReadOnlyList<Service> ReadAll(IConfiguration configuration) =>
    [
        .. Routes.Select(entry => new Service(
            entry.Key, SharedSettings.AddressOf(entry.Key).Of(configuration), entry.Value)),
    ];

    static IReadOnlyList<KeyValuePair<string, string[]>> ReadRoutes()
    {
        using var routes = typeof(Service).Assembly.GetManifestResourceStream("routes.json")!;
        return [.. JsonSerializer.Deserialize<Dictionary<string, string[]>>(routes)!];
    }
}
