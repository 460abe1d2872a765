using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Caisse.Identity;
using Caisse.Support;

namespace Caisse.Gateway.Tests;

public sealed class WithIdentityTests : IAsyncLifetime
{
    const string Secret = "0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c";

    RunningService<IdentityService> identity = null!;
    RunningGateway gateway = null!;

    public async Task InitializeAsync()
    {
        identity = await RunningService<IdentityService>.StartAsync(
            "Bootstrap:OperatorClientId=the-operator", $"Bootstrap:OperatorClientSecret={Secret}");
        gateway = await RunningGateway.StartAsync($"services:identity:http:0={identity.Address}");
    }

    public async Task DisposeAsync()
    {
        await gateway.DisposeAsync();
        await identity.DisposeAsync();
    }

    [Fact]
    public async Task One_signs_in_through_the_gateway_and_the_token_is_good_there()
    {
        using var client = gateway.Client();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "the-operator",
            ["client_secret"] = Secret,
        });
        using var response = await client.PostAsync(new Uri("/oauth/token", UriKind.Relative), form);
        var token = (await response.ShouldBeAsync(HttpStatusCode.OK)).GetProperty("access_token").GetString();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        await client.ReadAsync("/v1/caisses/c/wallets/1");
        await client.PostAsync("/v1/caisses", new { }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_identity_says_of_itself_is_valid_in_the_whole_and_shows_how_to_sign_in()
    {
        using var client = gateway.Client();
        var text = await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        var document = JsonNode.Parse(text)!.AsObject();

        DescribingTests.ShouldBeValid(document);
        var signIn = document["paths"]!["/oauth/token"]!["post"]!;
        var form = signIn["requestBody"]!["content"]!["application/x-www-form-urlencoded"];
        Assert.Equal("#/components/schemas/TokenForm", (string?)form!["schema"]!["$ref"]);
        Assert.Equal(
            "https://www.apache.org/licenses/LICENSE-2.0", (string?)document["info"]!["license"]!["url"]);
        Assert.Contains(
            "/v1/operations/identity/failed-messages",
            document["paths"]!.AsObject().Select(path => path.Key));
    }
}
