using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.MerchantNetwork.Tests.Slices;

public sealed partial class RouteTests(StartedMerchantNetwork started) : IClassFixture<StartedMerchantNetwork>
{
    const string Anyone = "anyone";

    /// <summary>Not even every grant together may call it: only that till's own key.</summary>
    const string OfTheDeviceItself = "POST tills/{tillId}/seen";

    /// <summary>Every address of the service; a new one must be added, and all tests then try it.</summary>
    static readonly Dictionary<string, string> Routes = new()
    {
        ["GET audit/merchant-network"] = "coordinator treasurer",
        ["GET points-of-sale"] = Anyone,
        ["GET points-of-sale/{pointOfSaleId}"] = Anyone,
        ["GET points-of-sale/{pointOfSaleId}/accreditation"] = Anyone,
        ["POST points-of-sale"] = "coordinator accreditor",
        ["POST points-of-sale/{pointOfSaleId}/tills"] = "coordinator merchant",
        ["GET points-of-sale/{pointOfSaleId}/tills"] = "coordinator merchant",
        ["POST tills/{tillId}/seen"] = "till",
        ["POST tills/{tillId}/end"] = "coordinator merchant",
        ["GET points-of-sale/{pointOfSaleId}/settlements"] = "treasurer merchants.read merchant",
        ["GET points-of-sale/{pointOfSaleId}/statement"] =
            "treasurer coordinator merchants.read till merchant",
        ["POST settlements"] = "treasurer",
        ["GET settlements"] = "treasurer merchants.read",
        ["GET settlements/{settlementId}"] = "treasurer merchants.read",
        ["GET settlements/{settlementId}/pain.001"] = "treasurer",
    };

    /// <summary>Bodies and queries that mean something; an address that is not here needs none.</summary>
    static readonly Dictionary<string, object> Wellformed = new()
    {
        ["POST points-of-sale"] = Sample.Application(),
        ["POST points-of-sale/{pointOfSaleId}/tills"] = new { name = "counter" },
        ["POST tills/{tillId}/seen"] = new { waitingCount = 0 },
        ["POST settlements"] = new { until = "2026-03-31" },
        ["GET points-of-sale/{pointOfSaleId}/statement"] = "?from=2026-03-01&to=2026-03-31",
    };

    [Fact]
    public void Every_address_is_known_here_with_those_who_may_call_it() => Assert.Equal(
        Routes.OrderBy(route => route.Key, StringComparer.Ordinal),
        Endpoints().ToDictionary(endpoint => NameOf(endpoint), GrantsOf).OrderBy(
            route => route.Key, StringComparer.Ordinal));

    [Fact]
    public async Task The_api_description_has_every_address()
    {
        using var anyone = started.Service.Client();
        var paths = (await anyone.ReadAsync("/openapi/v1.json")).GetProperty("paths");
        Assert.All(Routes.Keys, route => Assert.True(
            paths.GetProperty($"/v1/caisses/{{caisse}}/{route.Split(' ')[1]}")
                .TryGetProperty(route.StartsWith("GET", StringComparison.Ordinal) ? "get" : "post", out _)));
    }

    [Fact]
    public async Task Nothing_that_can_be_sent_to_the_service_changes_an_accreditation()
    {
        var (caisse, ids) = await FullCaisseAsync();
        using var everything = Everything(caisse.Slug);
        foreach (var route in Routes.Keys.Where(route => !route.StartsWith("GET", StringComparison.Ordinal))
            .Except([OfTheDeviceItself]))
        {
            using var response = await SendAsync(everything, route, caisse.Address, ids);
            Assert.True(response.IsSuccessStatusCode, $"{route}: {response.StatusCode}");
        }
        var standing = await caisse.StandingAsync(ids["pointOfSaleId"], "2026-06-01T00:00:00Z");
        Assert.Equal("applied", standing.GetProperty("state").GetString());
        Assert.Empty(standing.GetProperty("history").EnumerateArray());
    }

    [Fact]
    public async Task Another_caisses_token_finds_nothing_at_any_protected_address()
    {
        var (caisse, ids) = await FullCaisseAsync();
        using var stranger = Everything((await TestCaisse.FoundAsync(started.Service)).Slug);
        foreach (var route in Routes.Where(route => route.Value != Anyone).Select(route => route.Key))
        {
            using var response = await SendAsync(stranger, route, caisse.Address, ids);
            Assert.Equal("not-found", (await response.ShouldBeAsync(HttpStatusCode.NotFound)).ProblemType());
        }
    }

    [Fact]
    public async Task Another_caisses_things_are_not_found_under_ones_own_address()
    {
        var (_, ids) = await FullCaisseAsync();
        var own = await TestCaisse.FoundAsync(started.Service);
        using var everything = Everything(own.Slug);
        foreach (var route in Routes.Keys.Where(route => route.Contains('{', StringComparison.Ordinal)))
        {
            using var response = await SendAsync(everything, route, own.Address, ids);
            await response.ShouldBeAsync(HttpStatusCode.NotFound);
        }
        var directory = await own.Anyone.ReadAsync($"{own.Address}/points-of-sale");
        Assert.Empty(directory.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Without_a_token_protected_addresses_answer_401()
    {
        var (caisse, ids) = await FullCaisseAsync();
        foreach (var route in Routes.Where(route => route.Value != Anyone).Select(route => route.Key))
        {
            using var response = await SendAsync(caisse.Anyone, route, caisse.Address, ids);
            await response.ShouldBeAsync(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Ids_that_are_none_and_bodies_that_are_no_request_are_refused_everywhere()
    {
        var (caisse, ids) = await FullCaisseAsync();
        using var everything = Everything(caisse.Slug);
        string[] bodies =
        [
            "", "null", "[]", "7", "{", "{}", "{\"name\": \"\\ud800\"}", "\"\0\"", "{\"x\": 1e999}",
            new('[', 5000),
        ];
        foreach (var (route, body) in Routes.Keys.SelectMany(route => bodies.Select(body => (route, body))))
        {
            var isRead = route.StartsWith("GET", StringComparison.Ordinal);
            var broken = ids.ToDictionary(id => id.Key, id => isRead ? (object)"no%00id" : id.Value);
            if (isRead ? route.Contains('{', StringComparison.Ordinal) : Wellformed.ContainsKey(route))
            {
                using var response = await SendAsync(
                    everything, route, caisse.Address, broken, isRead ? null : body);
                Assert.True(
                    (int)response.StatusCode is >= 400 and < 500,
                    $"{route} {body}: {(int)response.StatusCode}");
            }
        }
    }

    async Task<(TestCaisse Caisse, Dictionary<string, Guid> Ids)> FullCaisseAsync()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var pointOfSaleId = await caisse.ApplyAsync();
        var settlement = await caisse.Treasurer.PostAsync(
            $"{caisse.Address}/settlements", new { until = "2026-03-31" }, HttpStatusCode.Accepted,
            "the one of POST settlements");
        var till = await caisse.Coordinator.PostAsync(
            $"{caisse.Address}/points-of-sale/{pointOfSaleId}/tills", new { name = "door" },
            HttpStatusCode.Created, "the one at the door");
        return (caisse, new()
        {
            ["pointOfSaleId"] = pointOfSaleId, ["settlementId"] = settlement.Id(), ["tillId"] = till.Id(),
        });
    }

    HttpClient Everything(string slug) => started.Service.Client(
    [
        .. Grants.StaffRoles.Concat(Grants.AppScopes).Append(Grants.Till).Select(grant => $"{slug}:{grant}"),
    ]);

    static Task<HttpResponseMessage> SendAsync<TId>(
        HttpClient client, string route, string caisse, Dictionary<string, TId> ids, string? body = null)
        where TId : notnull
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        foreach (var (name, id) in ids)
        {
            path = path.Replace($"{{{name}}}", id.ToString(), StringComparison.Ordinal);
        }
        var wellformed = Wellformed.GetValueOrDefault(route);
        var request = new HttpRequestMessage(
            new HttpMethod(method), $"{caisse}/{path}{wellformed as string}");
        if (method != "GET")
        {
            var json = body ?? System.Text.Json.JsonSerializer.Serialize(wellformed);
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
            request.Headers.Add(IdempotencyKey.Header, $"the one of {route}");
        }
        return client.SendAsync(request);
    }

    IEnumerable<RouteEndpoint> Endpoints() => started.Service.Services.GetRequiredService<EndpointDataSource>(
        ).Endpoints
        .OfType<RouteEndpoint>()
        .Where(
            endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/caisses/", StringComparison.Ordinal));

    static string NameOf(RouteEndpoint endpoint)
    {
        var method = endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Single();
        var path = endpoint.RoutePattern.RawText!["/v1/caisses/{caisse}/".Length..];
        return $"{method} {Constraint().Replace(path, "}")}";
    }

    static string GrantsOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>(
        ) is not null
        ? Anyone
        : string.Join(' ', endpoint.Metadata.GetRequiredMetadata<AllowedGrants>().Grants);

    [GeneratedRegex(":[a-z]+}")]
    private static partial Regex Constraint();
}
