using System.Net;
using System.Text.Json;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>
/// Whatever is sent to whichever operation is refused with problem details, and never breaks anything.
/// </summary>
[Collection(PlatformTests.Name)]
public sealed class MalformedInputTests(Platform platform)
{
    const int DeepNesting = 1_000;
    const int FewestRequests = 2_000;

    static readonly string[] NoJson =
        ["", "{", "nonsense", "\"text\"", "12", "null", "[]",
            new string('[', DeepNesting), "\0", "{\"a\":1}{\"b\":2}"];

    static readonly string[] NoIds =
        ["garbage", "0", "-1", "%27%22", "%F0%9F%92%A3", "a%01b", "99999999999999999999"];

    static readonly string[] NoDates = ["x", "%00", "2026-13-45", "10000-01-01"];
    static readonly string[] NoQueries =
        ["limit=-1", "limit=x", "limit=99999999999", "after=%00", "after=x%27"];

    static readonly Dictionary<string, string> GoodValues = new()
    {
        ["slug"] = "walked",
        ["timeZone"] = "Europe/Paris",
        ["iban"] = "FR7630006000011234567890189",
        ["method"] = "transfer",
        ["origin"] = "election",
        ["choice"] = "for",
        ["decisionMode"] = "majority",
        ["pin"] = "1234",
        ["email"] = "camille@example.org",
        ["phone"] = "+33 4 67 00 00 00",
        ["roles"] = "coordinator",
        ["scopes"] = "fund.read",
        ["redirectUris"] = "https://example.org/",
    };

    [Fact]
    public async Task Whatever_is_malformed_is_refused_with_problem_details_by_every_operation()
    {
        var walk = await Walk.BeginAsync(platform, "malformed");
        var (all, schemas) = await Operation.ReadAllAsync(platform.Operator);
        var operations = all.Where(operation => operation.Path.StartsWith("/v1/", StringComparison.Ordinal))
            .ToList();

        await walk.Requests.SendAllAsync(operations.SelectMany(operation =>
        {
            var by = operation.IsOfCaisse ? walk.Everyone : platform.Operator;
            var bodies = new Bodies(schemas, ValuesFor(operation, walk));
            return WrongBodies(operation, by, walk, bodies)
                .Concat(WrongAddresses(operation, by, walk, bodies))
                .Append(new Request(by, "PUT", operation.AddressWith(walk.ValueOf), Request.IsRefused, "{}"));
        }));

        walk.Requests.ShouldHoldNoSurprise();
        Assert.True(walk.Requests.Sent > FewestRequests, $"Only {walk.Requests.Sent} requests were made.");
        await walk.Fund.ShouldAgreeAsync();
    }

    static Dictionary<string, string> ValuesFor(Operation operation, Walk walk)
    {
        var values = new Dictionary<string, string>(walk.Known);
        foreach (var (name, value) in GoodValues)
        {
            values[name] = value;
        }
        values["kind"] = operation.Path.Split('/')[^1] switch
        {
            "points-of-sale" => "shop",
            "bodies" => "working_group",
            "funders" => "public",
            _ => "none",
        };
        return values;
    }

    static IEnumerable<Request> WrongBodies(Operation operation, HttpClient by, Walk walk, Bodies bodies)
    {
        if (operation.Body is not { } schema)
        {
            return [];
        }
        var address = operation.AddressWith(walk.ValueOf);
        var right = bodies.Right(schema);
        var most = operation.Path.EndsWith("/receipt-claims", StringComparison.Ordinal)
            ? CaisseHost.LargestBodyWithFileBytes
            : CaisseHost.LargestBodyBytes;
        var large = $"{{\"text\":\"{new string('x', (int)most)}\"}}";
        return NoJson.Concat(bodies.Wrong(schema))
            .Select(body => new Request(by, operation.Method, address, Request.IsRefused, body))
            .Append(new Request(by, operation.Method, address, Request.IsRefused))
            .Append(new Request(by, operation.Method, address, IsTooLarge, large))
            .Append(new Request(by, operation.Method, address, IsUnsupported, right, "text/plain"))
            .Append(new Request(by, operation.Method, address, IsUnsupported, right, "application/xml"));
    }

    static IEnumerable<Request> WrongAddresses(Operation operation, HttpClient by, Walk walk, Bodies bodies)
    {
        var body = operation.Body is { } schema ? bodies.Right(schema) : null;
        var ids =
            from wrongName in operation.PathNames
            from garbage in NoIds
            select operation.AddressWith(name => name == wrongName ? garbage : walk.ValueOf(name));
        var queries =
            from wrong in NoQueries
            where operation.Parameters("query")
                .Any(query => query.GetProperty("name").GetString() == wrong.Split('=')[0])
            select $"{operation.AddressWith(walk.ValueOf)}&{wrong}";
        var dates =
            from query in operation.Parameters("query")
                .Select(query => query.GetProperty("name").GetString()!)
            where query is "from" or "to" or "on" or "near"
            from wrong in NoDates
            let others = operation.AddressWith(walk.ValueOf)
                .Replace($"{query}=2026-01-01", "", StringComparison.Ordinal)
            select $"{others}&{query}={wrong}";
        var nothingness = operation.AddressWith(name => name == "caisse" ? "a%00b" : walk.ValueOf(name));
        return ids.Concat(queries).Concat(dates)
            .Select(address => new Request(by, operation.Method, address, Request.IsRefused, body))
            .Concat(operation.IsOfCaisse ? [new Request(by, operation.Method, nothingness, IsBad, body)]
                : []);
    }

    /// <summary>A NUL in the path is refused by the web server itself, which has no words for it.</summary>
    static bool IsBad(HttpResponseMessage response, string body) =>
        response.StatusCode == HttpStatusCode.BadRequest;

    static bool IsTooLarge(HttpResponseMessage response, string body) =>
        Request.IsRefused(response, body) && response.StatusCode == HttpStatusCode.RequestEntityTooLarge;

    static bool IsUnsupported(HttpResponseMessage response, string body) =>
        Request.IsRefused(response, body) && response.StatusCode == HttpStatusCode.UnsupportedMediaType;
}
