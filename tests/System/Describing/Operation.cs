using System.Text.Json;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>An operation as the merged API description has it.</summary>
internal sealed record Operation(string Method, string Path, JsonElement Description)
{
    internal bool NeedsToken =>
        Description.TryGetProperty("security", out var security) && security.GetArrayLength() > 0;

    internal bool IsOfCaisse => Path.StartsWith("/v1/caisses/{caisse}", StringComparison.Ordinal);

    internal bool Writes => Method != "GET";

    /// <summary>The schema of its JSON body, or null.</summary>
    internal JsonElement? Body =>
        Description.TryGetProperty("requestBody", out var body)
        && body.GetProperty("content").TryGetProperty("application/json", out var json)
            ? json.GetProperty("schema") : null;

    internal IEnumerable<JsonElement> Parameters(string place) =>
        Description.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(parameter => parameter.Text("in") == place)
            : [];

    internal IEnumerable<string> PathNames => Parameters("path").Select(parameter => parameter.Text("name"));

    /// <summary>Its address, path parameters filled in, with the queries it must have.</summary>
    internal string AddressWith(Func<string, string> valueOf)
    {
        var path = PathNames.Aggregate(
            Path, (address, name) => address.Replace($"{{{name}}}", valueOf(name), StringComparison.Ordinal));
        var queries = Parameters("query")
            .Where(query => query.TryGetProperty("required", out var required) && required.GetBoolean())
            .Select(query => $"{query.Text("name")}=2026-01-01");
        return $"{path}?{string.Join('&', queries)}";
    }

    public override string ToString() => $"{Method} {Path}";

    /// <summary>Every operation of every service, as the gateway describes them.</summary>
    internal static async Task<(IReadOnlyList<Operation> Operations, JsonElement Schemas)> ReadAllAsync(Platform platform)
    {
        using var anonymous = platform.Client();
        var description = await anonymous.ReadAsync("/openapi/v1.json");
        var operations =
            from path in description.GetProperty("paths").EnumerateObject()
            from method in path.Value.EnumerateObject()
            where method.Name is "get" or "post" or "put" or "patch" or "delete"
            select new Operation(method.Name.ToUpperInvariant(), path.Name, method.Value);
        return ([.. operations], description.GetProperty("components").GetProperty("schemas"));
    }
}
