using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Caisse.Gateway.Describing;
using Caisse.Support;
using Microsoft.OpenApi;

namespace Caisse.Gateway.Tests;

public sealed partial class DescribingTests
{
    [Fact]
    public void Different_things_with_one_name_are_renamed_after_their_service_and_equal_things_are_shared()
    {
        var merged = MergeDescriptions.Merge(
            [
                new("wallet", Described("/wallets", "read", Line("amountCents"), sharesNote: true)),
                new("merchant-network", Described("/shops", "read", Line("percent"), sharesNote: true)),
            ], "https://caisse.example");

        var schemas = merged["components"]!["schemas"]!.AsObject();
        Assert.True(schemas["WalletLine"]!["properties"]!.AsObject().ContainsKey("amountCents"));
        Assert.True(schemas["MerchantNetworkLine"]!["properties"]!.AsObject().ContainsKey("percent"));
        Assert.True(schemas.ContainsKey("Note"));
        Assert.False(schemas.ContainsKey("Line"));
        Assert.Equal("#/components/schemas/WalletLine", (string?)schemas["WalletPage"]!["items"]!["$ref"]);
        Assert.Equal(
            "#/components/schemas/MerchantNetworkLine",
            (string?)schemas["MerchantNetworkPage"]!["items"]!["$ref"]);
        Assert.Equal(["read", "merchantNetworkRead"], OperationIds(merged));
        ShouldBeValid(merged);
    }

    [Fact]
    public void Requests_stay_closed_and_answers_are_open_to_new_fields()
    {
        var part = Described("/wallets", "read", Line("amountCents"), sharesNote: false);
        part["components"]!["schemas"]!["Line"]!["additionalProperties"] = false;
        part["components"]!["schemas"]!["Ask"] =
            new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
        part["paths"]!["/wallets"]!["get"]!["requestBody"] = new JsonObject
        {
            ["content"] = new JsonObject
            {
                ["application/json"] =
                    new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Ask" } },
            },
        };

        var schemas = MergeDescriptions
            .Merge([new("wallet", part)], "https://caisse.example")["components"]!["schemas"]!;

        Assert.False((bool)schemas["Ask"]!["additionalProperties"]!);
        Assert.Null(schemas["Line"]!["additionalProperties"]);
    }

    [Fact]
    public void The_merge_of_nothing_is_valid() =>
        ShouldBeValid(MergeDescriptions.Merge([], "https://caisse.example"));

    [Fact]
    public async Task What_a_service_said_last_is_kept_while_it_is_down()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Services["wallet"].Description =
            Described("/v1/wallets", "readWallet", Line("amountCents"), sharesNote: false);
        using var client = gateway.Client();
        Assert.True((await client.ReadAsync("/openapi/v1.json")).GetProperty("paths")
            .TryGetProperty("/v1/wallets", out _));

        await gateway.Services["wallet"].DisposeAsync();

        Assert.True((await client.ReadAsync("/openapi/v1.json")).GetProperty("paths")
            .TryGetProperty("/v1/wallets", out _));
    }

    [Fact]
    public async Task While_no_service_describes_itself_there_is_no_description_and_they_are_named()
    {
        await using var gateway = await RunningGateway.StartAsync();
        foreach (var service in gateway.Services.Values)
        {
            service.DescribesItself = false;
        }
        using var client = gateway.Client();

        using var refused = await client.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.EndsWith("/description-unavailable", (string?)problem["type"], StringComparison.Ordinal);
        Assert.Equal(
            ["identity", "membership", "contributions", "wallet", "merchant-network", "governance"],
            problem["services"]!.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public async Task The_documentation_is_served_from_here_and_from_nowhere_else()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var client = gateway.Client();
        using var moved = await client.GetAsync(new Uri("/docs", UriKind.Relative));
        Assert.Equal("docs/", moved.Headers.Location?.ToString());
        using var page = await client.GetAsync(new Uri("/docs/", UriKind.Relative));
        var html = await page.Content.ReadAsStringAsync();

        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        var sources = Source().Matches(html).Select(match => match.Groups[1].Value).ToList();
        Assert.Contains("scalar.js", sources);
        foreach (var source in sources.Append("docs.js"))
        {
            Assert.DoesNotContain("//", source, StringComparison.Ordinal);
            using var file = await client.GetAsync(new Uri(new Uri(gateway.Address, "/docs/"), source));
            Assert.Equal((source, HttpStatusCode.OK), (source, file.StatusCode));
            Assert.DoesNotContain(
                "nonce", Assert.Single(file.Headers.GetValues("Content-Security-Policy")),
                StringComparison.Ordinal);
        }
        Assert.Contains("openapi/v1.json", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_two_pages_of_the_documentation_let_the_same_script_run()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var client = gateway.Client();
        using var first = await client.GetAsync(new Uri("/docs/", UriKind.Relative));
        using var second = await client.GetAsync(new Uri("/docs/", UriKind.Relative));

        Assert.NotEqual(
            first.Headers.GetValues("Content-Security-Policy"),
            second.Headers.GetValues("Content-Security-Policy"));
    }

    internal static void ShouldBeValid(JsonObject document)
    {
        var read = OpenApiDocument.Parse(document.ToJsonString(), "json");
        Assert.Empty(read.Diagnostic!.Errors.Select(error => $"{error.Pointer}: {error.Message}"));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        foreach (var reference in Reference().Matches(document.ToJsonString())
            .Select(match => match.Groups[1].Value))
        {
            var found =
                reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, name) => node?[name]);
            Assert.True(found is not null, $"{reference} leads nowhere");
        }
        Assert.Equal(OperationIds(document).Distinct(), OperationIds(document));
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                var declared = operation!["parameters"]?.AsArray()
                    .Where(parameter => (string?)parameter!["in"] == "path")
                    .Select(parameter => (string?)parameter!["name"]) ?? [];
                Assert.Equal(
                    InPath().Matches(path).Select(match => match.Groups[1].Value).Order(), declared.Order());
                Assert.True(operation["security"] is JsonArray, $"{method} {path}");
                Assert.True(operation["tags"] is JsonArray { Count: > 0 }, $"{method} {path}");
            }
        }
    }

    static List<string> OperationIds(JsonObject document) =>
    [
        .. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .Select(operation => (string)operation.Value!["operationId"]!),
    ];

    static JsonObject Line(string property) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [property] = new JsonObject { ["type"] = "integer" } },
    };

    static JsonObject Described(string path, string operationId, JsonObject line, bool sharesNote)
    {
        var schemas = new JsonObject
        {
            ["Line"] = line,
            ["Page"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["$ref"] = "#/components/schemas/Line" },
            },
        };
        if (sharesNote)
        {
            schemas["Note"] = new JsonObject { ["type"] = "string" };
        }
        return new JsonObject
        {
            ["paths"] = new JsonObject
            {
                [path] = new JsonObject
                {
                    ["get"] = new JsonObject
                    {
                        ["operationId"] = operationId,
                        ["responses"] = new JsonObject
                        {
                            ["200"] = new JsonObject
                            {
                                ["description"] = "OK",
                                ["content"] = new JsonObject
                                {
                                    ["application/json"] = new JsonObject
                                    {
                                        ["schema"] =
                                            new JsonObject { ["$ref"] = "#/components/schemas/Page" },
                                    },
                                },
                            },
                        },
                    },
                },
            },
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    [GeneratedRegex("\"\\$ref\":\"(#[^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex InPath();

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Source();
}
