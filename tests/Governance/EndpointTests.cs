using System.Net;
using System.Text;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.Governance.Tests;

public sealed class EndpointTests(GovernanceFixture governance) : IClassFixture<GovernanceFixture>
{
    public static TheoryData<string> All => [.. Endpoint.All.Select(endpoint => endpoint.Name)];

    public static TheoryData<string> Protected =>
        [.. Endpoint.All.Where(one => one.Grants.Length > 0).Select(one => one.Name)];

    public static TheoryData<string> Writing =>
        [.. Endpoint.All.Where(one => one.Method == "POST").Select(one => one.Name)];

    static Endpoint Named(string name) => Endpoint.All.Single(endpoint => endpoint.Name == name);

    [Fact]
    public void Every_use_case_is_on_the_list() => Assert.Equal(
        Endpoint.Mapped(governance.Service.Services).Order(StringComparer.Ordinal),
        Endpoint.All.Select(endpoint => endpoint.Name).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_use_case_is_in_the_api_description()
    {
        using var anyone = governance.Service.Client();
        var paths = (await anyone.ReadAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject();
        var described = paths.SelectMany(path => path.Value.EnumerateObject())
            .Select(operation => operation.Value.GetProperty("operationId").GetString()!);

        Assert.Empty(Endpoint.All.Select(endpoint => endpoint.Name).Except(described));
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task Another_caisses_token_finds_nothing(string name)
    {
        using var caisse = await governance.FoundAsync();
        var endpoint = Named(name);
        using var stranger = governance.Service.Client(
            [.. endpoint.Grants.Select(grant => $"elsewhere:{grant}")]);

        using var answer = await SendAsync(stranger, endpoint, caisse.Slug, endpoint.Body);

        Assert.Equal("not-found", (await answer.ShouldBeAsync(HttpStatusCode.NotFound)).ProblemType());
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task Without_a_token_one_is_asked_for(string name)
    {
        using var anyone = governance.Service.Client();
        using var answer = await SendAsync(anyone, Named(name), "montpellier", Named(name).Body);
        await answer.ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [MemberData(nameof(Writing))]
    public async Task No_app_till_or_officer_can_change_a_rule(string name)
    {
        using var caisse = await governance.FoundAsync();
        var endpoint = Named(name);
        var others = Grants.AppScopes.Concat(Grants.StaffRoles).Append(Grants.Till).Except(endpoint.Grants);
        using var client = governance.Service.Client([.. others.Select(grant => $"{caisse.Slug}:{grant}")]);

        using var answer = await SendAsync(client, endpoint, caisse.Slug, endpoint.Body);

        Assert.Equal("not-allowed", (await answer.ShouldBeAsync(HttpStatusCode.Forbidden)).ProblemType());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Ids_and_caisses_that_do_not_exist_are_not_found(string name)
    {
        using var caisse = await governance.FoundAsync();
        var endpoint = Named(name);
        using var client = Entitled(endpoint, caisse.Slug);

        using var answer = await SendAsync(client, endpoint, "unheard-of", endpoint.Body);

        await answer.ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Addresses_that_make_no_sense_are_refused(string name)
    {
        using var caisse = await governance.FoundAsync();
        var endpoint = Named(name);
        using var client = Entitled(endpoint, caisse.Slug);
        string[] ids =
        [
            "x", "0", "-1", "99999999999999999999", "%00", "%ff", "%22'", new string('a', 3000), "..%2f..",
            "%F0%9F%8D%9E",
        ];

        foreach (var id in ids)
        {
            var path = endpoint.Path.Contains('{')
                ? endpoint.Path.Replace("{id}", id, StringComparison.Ordinal)
                : $"{endpoint.Path}/{id}/x";
            await ShouldBeRefusedAsync(client, endpoint, caisse.At(path));
        }
        if (endpoint.Grants.Length == 0)
        {
            foreach (var slug in ids)
            {
                await ShouldBeRefusedAsync(client, endpoint, endpoint.At(slug));
            }
        }
    }

    [Theory]
    [InlineData("bodies")]
    [InlineData("proposals")]
    [InlineData("decisions")]
    public async Task Pages_that_make_no_sense_are_refused(string list)
    {
        using var caisse = await governance.FoundAsync();
        string[] queries =
        [
            "limit=0", "limit=501", "limit=-1", "limit=x", "limit=99999999999999", "after=%00", "after=x",
            "after=%C3%A9",
        ];
        foreach (var query in queries)
        {
            using var answer = await caisse.Anyone.GetAsync(
                new Uri(caisse.At($"{list}?{query}"), UriKind.Relative));
            await answer.ShouldBeAsync(HttpStatusCode.BadRequest);
        }
    }

    [Theory]
    [MemberData(nameof(Writing))]
    public async Task Bodies_that_make_no_sense_are_refused(string name)
    {
        using var caisse = await governance.FoundAsync();
        var endpoint = Named(name);
        using var client = Entitled(endpoint, caisse.Slug);
        var bodies = Mutations.OfJson(endpoint.Body ?? "{}").Concat(Mutations.NoJson);
        foreach (var body in bodies)
        {
            using var answer = await SendAsync(client, endpoint, caisse.Slug, body);
            // A mutation may by chance be a request that makes sense; it may never be our mistake.
            Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} for {body}");
            Assert.True(
                answer.IsSuccessStatusCode
                    || answer.Content.Headers.ContentType?.MediaType == "application/problem+json",
                $"{(int)answer.StatusCode} without a problem for {body}");
        }
        foreach (var body in endpoint.Body is null ? [] : Mutations.NoJson)
        {
            using var answer = await SendAsync(client, endpoint, caisse.Slug, body);
            await answer.ShouldBeAsync(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Rules_that_make_no_sense_are_refused()
    {
        using var caisse = await governance.FoundAsync();
        var bodyId = await caisse.CreateBodyAsync();
        var endpoint = Named("submitProposal");
        foreach (var effect in Endpoint.Effects.SelectMany(Mutations.OfJson))
        {
            var body = $$"""
                {"bodyId":"{{bodyId}}","title":"x","text":"x","inForceFrom":"2027-01-01","effect":{{effect}} }
                """;
            using var answer = await SendAsync(caisse.Coordinator, endpoint, caisse.Slug, body);
            Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} for {effect}");
        }
    }

    HttpClient Entitled(Endpoint endpoint, string slug) => governance.Service.ClientWith(
        TestIdentity.Token(
            endpoint.Grants.Select(grant => $"{slug}:{grant}"), memberId: Guid.CreateVersion7()));

    static async Task ShouldBeRefusedAsync(HttpClient client, Endpoint endpoint, string address)
    {
        using var answer = await SendAsync(client, endpoint.Method, address, endpoint.Body);
        Assert.True((int)answer.StatusCode is >= 400 and < 500,
            $"{(int)answer.StatusCode} for {endpoint.Method} {address}");
    }

    static Task<HttpResponseMessage> SendAsync(
        HttpClient client, Endpoint endpoint, string slug, string? body) =>
        SendAsync(client, endpoint.Method, endpoint.At(slug), body);

    static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string method, string address, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request);
    }
}
