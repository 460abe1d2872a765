using System.Text.Json;
using Caisse.ServiceDefaults;

namespace Caisse.Support;

/// <summary>An operation as an API description has it.</summary>
/// <param name="Method">GET, POST, ...</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Description">The rest of what is said of it.</param>
public sealed record Operation(string Method, string Path, JsonElement Description)
{
    /// <summary>Whether it is refused without a token.</summary>
    public bool NeedsToken =>
        Description.TryGetProperty("security", out var security) && security.GetArrayLength() > 0;

    /// <summary>Whether its address is below a caisse's.</summary>
    public bool IsOfCaisse => Path.StartsWith("/v1/caisses/{caisse}", StringComparison.Ordinal);

    /// <summary>Whether it may change anything.</summary>
    public bool Writes => Method != "GET";

    /// <summary>The schema of its JSON body, or null.</summary>
    public JsonElement? Body =>
        Description.TryGetProperty("requestBody", out var body)
        && body.GetProperty("content").TryGetProperty("application/json", out var json)
            ? json.GetProperty("schema") : null;

    /// <summary>Whether it is refused without an Idempotency-Key.</summary>
    public bool NeedsKey => Parameters("header").Any(header =>
        Text(header, "name") == IdempotencyKey.Header && IsRequired(header));

    /// <summary>What it takes in its path, its query or its headers.</summary>
    public IEnumerable<JsonElement> Parameters(string place) =>
        Description.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(parameter => Text(parameter, "in") == place)
            : [];

    /// <summary>What its path asks for.</summary>
    public IEnumerable<string> PathNames =>
        Path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}'));

    /// <summary>Its address, path parameters filled in, with the queries it must have.</summary>
    public string AddressWith(Func<string, string> valueOf)
    {
        ArgumentNullException.ThrowIfNull(valueOf);
        var path = PathNames.Aggregate(
            Path, (address, name) => address.Replace($"{{{name}}}", valueOf(name), StringComparison.Ordinal));
        var queries = Parameters("query")
            .Where(IsRequired)
            .Select(query => $"{Text(query, "name")}=2026-01-01");
        return $"{path}?{string.Join('&', queries)}";
    }

    /// <inheritdoc />
    public override string ToString() => $"{Method} {Path}";

    /// <summary>Every operation that a service, or the gateway for all of them, describes.</summary>
    public static async Task<(IReadOnlyList<Operation> Operations, JsonElement Schemas)> ReadAllAsync(
        HttpClient anonymous)
    {
        var description = await anonymous.ReadAsync("/openapi/v1.json");
        var operations =
            from path in description.GetProperty("paths").EnumerateObject()
            from method in path.Value.EnumerateObject()
            where method.Name is "get" or "post" or "put" or "patch" or "delete"
            select new Operation(method.Name.ToUpperInvariant(), path.Name, method.Value);
        return ([.. operations], description.GetProperty("components").GetProperty("schemas"));
    }

    static string Text(JsonElement parameter, string name) => parameter.GetProperty(name).GetString()!;

    static bool IsRequired(JsonElement parameter) =>
        parameter.TryGetProperty("required", out var required) && required.GetBoolean();
}
