using System.Text.Json;

namespace Caisse.Gateway.Routing;

/// <summary>A service behind the gateway.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it answers, from <c>services__(name)__http__0</c>.</param>
/// <param name="Paths">The public addresses it answers for, from <c>routes.json</c>.</param>
sealed record Service(string Name, Uri Address, IReadOnlyList<string> Paths)
{
    /// <summary>Whether it answers programs, and describes what; the web pages do not.</summary>
    internal bool IsApi => Paths.Any(path => path.StartsWith("/v1/", StringComparison.Ordinal));

    /// <summary>All services, in the order of <c>routes.json</c>.</summary>
    internal static IReadOnlyList<Service> ReadAll(IConfiguration configuration)
    {
        using var routes = typeof(Service).Assembly.GetManifestResourceStream("routes.json")!;
        return
        [
            .. JsonSerializer.Deserialize<Dictionary<string, string[]>>(routes)!
                .Select(entry => new Service(entry.Key, AddressOf(entry.Key, configuration), entry.Value)),
        ];
    }

    static Uri AddressOf(string name, IConfiguration configuration) =>
        Uri.TryCreate(configuration[$"services:{name}:http:0"], UriKind.Absolute, out var address)
            ? address
            : throw new InvalidOperationException($"Set services__{name}__http__0 to the address of {name}.");
}
