using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.MerchantNetwork.Tests.Slices;

public sealed class MalformedInputTests(StartedMerchantNetwork started)
    : IClassFixture<StartedMerchantNetwork>
{
    [Theory]
    [InlineData("name", "\"\"")]
    [InlineData("name", "\"a\\u0000b\"")]
    [InlineData("name", "null")]
    [InlineData("name", "7")]
    [InlineData("name", null)]
    [InlineData("kind", "\"bank\"")]
    [InlineData("place", "null")]
    [InlineData("place", "{\"street\": \"x\"}")]
    [InlineData("place.latitude", "90.1")]
    [InlineData("place.latitude", "1e400")]
    [InlineData("place.longitude", "-180.1")]
    [InlineData("place.longitude", "\"3.8\"")]
    [InlineData("place.postalCode", "\"12345678901\"")]
    [InlineData("place.city", "\"\\ud800\"")]
    [InlineData("hours", "\" \"")]
    [InlineData("categories", "[]")]
    [InlineData("categories", "[\"Bread\"]")]
    [InlineData("categories", "[null]")]
    [InlineData("categories", "[\" bread\"]")]
    [InlineData("categories", "[\"a\\u0000\"]")]
    [InlineData("iban", "\"FR0012345678901234567890123\"")]
    [InlineData("iban", "\"\"")]
    [InlineData("legalName", "\"\\n\"")]
    [InlineData("legalIdentifier", "\"123456789012345678901234567890123456789012345678901\"")]
    [InlineData("state", "\"accredited\"")]
    public async Task An_application_with_one_wrong_field_is_refused_by_its_name(string field, string? value)
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var body = System.Text.Json.JsonSerializer.SerializeToNode(Sample.Application())!.AsObject();
        var names = field.Split('.');
        var owner = names.Length == 1 ? body : body[names[0]]!.AsObject();
        owner.Remove(names[^1]);
        var text = body.ToJsonString();
        if (value is not null)
        {
            owner[names[^1]] = "here";
            text = body.ToJsonString().Replace("\"here\"", value, StringComparison.Ordinal);
        }
        using var response = await PostAsync(caisse.Coordinator, $"{caisse.Address}/points-of-sale", text);
        var problem = await response.ShouldBeAsync(HttpStatusCode.BadRequest);
        Assert.Contains(names[0], problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var problem = await caisse.Coordinator.PostAsync(
            $"{caisse.Address}/points-of-sale", Sample.Application(name: "", kind: "bank", latitude: 91),
            HttpStatusCode.BadRequest);
        string[] named = [.. problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)];
        Assert.Equal(["kind", "name", "place.latitude"], named);
    }

    [Theory]
    [InlineData("points-of-sale?near=43.6")]
    [InlineData("points-of-sale?near=43.6,3.8,1")]
    [InlineData("points-of-sale?near=NaN,3.8")]
    [InlineData("points-of-sale?near=91,3.8")]
    [InlineData("points-of-sale?near=1e999,3.8")]
    [InlineData("points-of-sale?near=")]
    [InlineData("points-of-sale?near=43.6,3.8&after=MQ")]
    [InlineData("points-of-sale?category=")]
    [InlineData("points-of-sale?category=%00")]
    [InlineData("points-of-sale?limit=0")]
    [InlineData("points-of-sale?limit=501")]
    [InlineData("points-of-sale?limit=many")]
    [InlineData("points-of-sale?after=@@")]
    [InlineData("settlements?limit=-1")]
    [InlineData("settlements?after=%00")]
    [InlineData("settlements/{settlement}?limit=99999999999")]
    [InlineData("settlements/{settlement}?after=x")]
    [InlineData("points-of-sale/{point}/tills?limit=0")]
    [InlineData("points-of-sale/{point}/statement")]
    [InlineData("points-of-sale/{point}/statement?from=2026-03-01")]
    [InlineData("points-of-sale/{point}/statement?from=yesterday&to=today")]
    [InlineData("points-of-sale/{point}/statement?from=2026-02-30&to=2026-03-01")]
    [InlineData("points-of-sale/{point}/statement?from=%00&to=2026-03-01")]
    public async Task A_malformed_query_is_refused(string query)
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        using var staff = started.Service.Client($"{caisse.Slug}:treasurer", $"{caisse.Slug}:coordinator");
        var address = query
            .Replace("{point}", $"{await caisse.ApplyAsync()}", StringComparison.Ordinal)
            .Replace("{settlement}", $"{Guid.CreateVersion7()}", StringComparison.Ordinal);
        await staff.ReadAsync($"{caisse.Address}/{address}", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"until\": null}")]
    [InlineData("{\"until\": \"2026-02-30\"}")]
    [InlineData("{\"until\": \"2026-03\"}")]
    [InlineData("{\"until\": 20260331}")]
    [InlineData("{\"until\": \"0001-01-01\"}")]
    [InlineData("{\"until\": \"2026-03-31\", \"fee\": 0}")]
    public async Task A_malformed_settlement_is_refused(string body)
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        using var response = await PostAsync(caisse.Treasurer, $"{caisse.Address}/settlements", body);
        await response.ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("{\"name\": \"\"}")]
    [InlineData("{\"name\": \"a\\u0007\"}")]
    [InlineData("{\"name\": \"a\", \"clientSecret\": \"mine\"}")]
    [InlineData("{\"name\": [\"a\"]}")]
    public async Task A_malformed_till_is_refused(string body)
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var address = $"{caisse.Address}/points-of-sale/{await caisse.ApplyAsync()}/tills";
        using var response = await PostAsync(caisse.Coordinator, address, body);
        await response.ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("application/geo+json;q=nonsense")]
    [InlineData(";;;")]
    [InlineData("application/geo+json;q=0")]
    public async Task A_strange_accept_header_gets_json(string accept)
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{caisse.Address}/points-of-sale");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await caisse.Anyone.SendAsync(request);
        await response.ShouldBeAsync(HttpStatusCode.OK);
    }

    static async Task<HttpResponseMessage> PostAsync(HttpClient client, string address, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add(IdempotencyKey.Header, Guid.NewGuid().ToString());
        return await client.SendAsync(request);
    }
}
