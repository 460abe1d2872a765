using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.ServiceDefaults;

namespace Caisse.Contracts.Tests.Describing;

/// <summary>
/// Who has generated a client from the description relies on it: nothing changes there unseen.
/// </summary>
public sealed class DescriptionTests
{
    internal const string File = "openapi.json";

    const int MaxShown = 40;

    static readonly JsonSerializerOptions Indented =
        new(CaisseJson.Events) { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public async Task The_description_of_the_whole_api_is_the_one_that_was_agreed_on()
    {
        var now = await PublicApi.DescribeAsync();
        var agreed = GoldenFile.Read(File, $"{now.ToJsonString(Indented)}\n");

        var differences = Differences.Between(JsonNode.Parse(agreed.Length == 0 ? "{}" : agreed), now).ToList();

        Assert.True(
            differences.Count == 0,
            $"The API changed in {differences.Count} places:\n"
            + $"{string.Join('\n', differences.Take(MaxShown))}\n{GoldenFile.HowToRenew}");
    }

    [Fact]
    public async Task An_app_is_asked_for_the_scopes_that_open_the_operation_and_all_of_them_are_declared()
    {
        var api = await PublicApi.DescribeAsync();
        var flows = api["components"]!["securitySchemes"]!["oauth2"]!["flows"]!;
        var operations = OperationsOf(api).Where(operation => operation["x-grants"] is not null).ToList();

        Assert.Equal(
            Grants.AppScopes.Order(),
            flows["clientCredentials"]!["scopes"]!.AsObject().Select(scope => scope.Key));
        Assert.Contains(operations, operation => ScopesOf(operation).Any());
        Assert.All(operations, operation => Assert.Equal(
            operation["x-grants"]!.AsArray().Select(grant => (string)grant!).Intersect(Grants.AppScopes),
            ScopesOf(operation)));
    }

    /// <summary>A platform is sent each of them in tests/System; linters hold each to its schema.</summary>
    [Fact]
    public async Task Every_request_has_an_example()
    {
        var api = await PublicApi.DescribeAsync();
        var requests = OperationsOf(api).Where(operation => BodyOf(operation) is not null).ToList();

        Assert.NotEmpty(requests);
        Assert.Equal([], requests.Where(request => BodyOf(request)!["example"] is null)
            .Select(request => $"gateway/Describing/examples.json lacks {request["operationId"]}"));
    }

    [Fact]
    public void What_changed_is_named_with_its_place()
    {
        var agreed = JsonNode.Parse("""{"paths":{"/a":{"get":{"tags":["x"]}},"/b":{}},"info":{"title":"t"}}""");
        var now = JsonNode.Parse("""{"paths":{"/a":{"get":{"tags":["y"]}},"/c":{}},"info":{"title":"t"}}""");

        Assert.Equal(
            ["paths > /a > get > tags > 0: was \"x\", is \"y\"", "paths > /b: is gone", "paths > /c: is new"],
            Differences.Between(agreed, now));
    }

    static IEnumerable<JsonNode> OperationsOf(JsonObject api) => api["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(operation => operation.Value!));

    static JsonNode? BodyOf(JsonNode operation) => operation["requestBody"]?["content"]?["application/json"];

    static IEnumerable<string> ScopesOf(JsonNode operation) =>
        operation["security"]!.AsArray()
            .SelectMany(way => way!["oauth2"]?.AsArray() ?? [])
            .Select(scope => (string)scope!);
}
