using System.Net;
using System.Text.Json.Nodes;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>What the description shows as an example is a request that the platform takes.</summary>
[Collection(PlatformTests.Name)]
public sealed class ExampleTests(Platform platform)
{
    const int FewestExamples = 60;

    /// <summary>When the examples happen.</summary>
    const string Day = "2026-12-15T10:00:00Z";

    /// <summary>What cannot be examined at all: the caller may not send it, or it is no such request.</summary>
    static readonly HttpStatusCode[] Malformed =
    [
        HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden,
        HttpStatusCode.MethodNotAllowed, HttpStatusCode.UnsupportedMediaType,
    ];

    [Fact]
    public async Task Every_example_of_a_request_is_well_formed_when_it_is_sent()
    {
        var walk = await Walk.BeginAsync(platform, "exampled");
        var (operations, _) = await Operation.ReadAllAsync(platform.Operator);
        var examples = operations.Where(operation => ExampleOf(operation) is not null).ToList();

        await walk.Requests.SendAllAsync(examples.Select(operation => new Request(
            CallerOf(operation, walk), operation.Method, operation.AddressWith(walk.ValueOf), IsExamined,
            WithKnownIds(ExampleOf(operation)!, walk).ToJsonString())
        { Clock = Day }));

        walk.Requests.ShouldHoldNoSurprise();
        Assert.InRange(walk.Requests.Sent, FewestExamples, int.MaxValue);
    }

    static JsonNode? ExampleOf(Operation operation) =>
        operation.Description.TryGetProperty("requestBody", out var body)
        && body.GetProperty("content").TryGetProperty("application/json", out var json)
        && json.TryGetProperty("example", out var example)
            ? JsonNode.Parse(example.GetRawText())
            : null;

    /// <summary>Someone who may: the till where tills may, an operator beyond the caisses.</summary>
    HttpClient CallerOf(Operation operation, Walk walk)
    {
        if (!operation.IsOfCaisse)
        {
            return platform.Operator;
        }
        var grants = operation.Description.TryGetProperty("x-grants", out var names)
            ? names.EnumerateArray().Select(name => name.GetString()!).ToList()
            : [];
        return grants.Contains(Grants.Till) ? walk.Shop.Till : walk.Everyone;
    }

    /// <summary>The example about what there is, wherever it names something.</summary>
    static JsonNode WithKnownIds(JsonNode example, Walk walk)
    {
        if (example is JsonObject body)
        {
            foreach (var (name, value) in body.ToList())
            {
                body[name] = value is JsonValue && name.EndsWith("Id", StringComparison.Ordinal)
                    ? walk.ValueOf(name)
                    : value is null ? null : WithKnownIds(value.DeepClone(), walk);
            }
        }
        return example;
    }

    /// <summary>Taken, or refused because of what there is: never because of how it is written.</summary>
    static bool IsExamined(HttpResponseMessage response, string body) =>
        (int)response.StatusCode < 500 && !Malformed.Contains(response.StatusCode);
}
