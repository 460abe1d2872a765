using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Caisse.Support;

namespace Caisse.Identity.Tests;

[Collection(SharedIdentity.Name)]
public sealed class SigningInTests(RunningIdentity identity)
{
    readonly HttpClient client = identity.Service.Client();

    [Fact]
    public async Task A_client_with_its_secret_gets_a_token_for_fifteen_minutes()
    {
        using var response = await AskAsync(RunningIdentity.OperatorId, RunningIdentity.OperatorSecret);
        var answer = await response.ShouldBeAsync(HttpStatusCode.OK);

        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal("Bearer", answer.GetProperty("token_type").GetString());
        Assert.InRange(answer.GetProperty("expires_in").GetInt32(), 899, 900);
        Assert.Equal("operator", answer.GetProperty("scope").GetString());
        var claims = Claims(answer);
        Assert.Equal("http://localhost:8080/", claims.GetProperty("iss").GetString());
        Assert.Equal("caisse", claims.GetProperty("aud").GetString());
        Assert.Equal(RunningIdentity.OperatorId, claims.GetProperty("sub").GetString());
        Assert.Equal("*:operator", Assert.Single(claims.GetProperty("grants").EnumerateArray()).GetString());
        Assert.Equal(900, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.Equal(RunningIdentity.OperatorId, claims.GetProperty("client_id").GetString());
        Assert.Equal(RunningIdentity.OperatorId, claims.GetProperty("name").GetString());
        Assert.Equal(claims.GetProperty("iat").GetInt64(), claims.GetProperty("nbf").GetInt64());
        Assert.NotEmpty(claims.GetProperty("jti").GetString()!);
        Assert.False(claims.TryGetProperty("member", out _));
    }

    [Fact]
    public async Task Credentials_may_come_by_HTTP_Basic()
    {
        using var response =
            await BasicAsync($"{RunningIdentity.OperatorId}:{RunningIdentity.OperatorSecret}");
        await response.ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Credentials_in_two_places_are_refused()
    {
        using var response = await BasicAsync($"{RunningIdentity.OperatorId}:x", ("client_secret", "x"));
        Assert.Equal("invalid_request", await response.ErrorAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_wrong_secret_and_an_unknown_client_look_the_same()
    {
        using var wrongSecret = await AskAsync(RunningIdentity.OperatorId, "wrong");
        using var unknown = await AskAsync("nobody", "wrong");

        Assert.Equal("invalid_client", await wrongSecret.ErrorAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("invalid_client", await unknown.ErrorAsync(HttpStatusCode.Unauthorized));
        Assert.Equal(
            await wrongSecret.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        Assert.Equal("Basic", Assert.Single(wrongSecret.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task Another_grant_is_not_supported()
    {
        using var response = await client.AskAsync(
            ("grant_type", "password"), ("client_id", RunningIdentity.OperatorId),
            ("client_secret", RunningIdentity.OperatorSecret));
        Assert.Equal("unsupported_grant_type", await response.ErrorAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_token_can_be_narrowed_to_some_of_the_clients_scopes_and_not_widened()
    {
        var slug = await identity.FoundAsync();
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        var app = await coordinator.PostAsync(
            $"/v1/caisses/{slug}/clients",
            new { name = "App", scopes = Words.Of("fund.read", "wallets.read") });
        var (id, secret) =
            (app.GetProperty("clientId").GetString()!, app.GetProperty("clientSecret").GetString()!);

        using var narrowed = await AskAsync(id, secret, ("scope", "fund.read"));
        using var widened = await AskAsync(id, secret, ("scope", "fund.read merchants.read"));

        var grants =
            Claims(await narrowed.ShouldBeAsync(HttpStatusCode.OK)).GetProperty("grants").EnumerateArray();
        Assert.Equal($"{slug}:fund.read", Assert.Single(grants).GetString());
        Assert.Equal("invalid_scope", await widened.ErrorAsync(HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("grant_type=")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials")]
    [InlineData("client_id=a&client_secret=b")]
    [InlineData("grant_type=client_credentials")]
    [InlineData("grant_type=client_credentials&client_id=%00&client_secret=%00")]
    public async Task A_malformed_form_is_an_invalid_request(string form)
    {
        using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await client.PostAsync(new Uri("/oauth/token", UriKind.Relative), content);
        Assert.Equal("invalid_request", await response.ErrorAsync(HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("grant_type=client_credentials&client_id=%ED%A0%80&client_secret=x")]
    [InlineData("grant_type=client_credentials&client_id=a'%20or%201=1--&client_secret=x")]
    public async Task Credentials_that_cannot_be_ours_are_an_invalid_client(string form)
    {
        using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await client.PostAsync(new Uri("/oauth/token", UriKind.Relative), content);
        Assert.Equal("invalid_client", await response.ErrorAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_request_that_is_not_a_form_is_refused()
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/oauth/token", UriKind.Relative), content);
        Assert.Equal("invalid_request", await response.ErrorAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_standard_client_finds_its_way_from_the_discovery_document()
    {
        var issuer = await client.ReadAsync("/.well-known/openid-configuration");
        var keys = await client.ReadAsync("/.well-known/jwks.json");

        Assert.Equal("http://localhost:8080/oauth/token", issuer.GetProperty("token_endpoint").GetString());
        Assert.Equal(
            "http://localhost:8080/.well-known/jwks.json", issuer.GetProperty("jwks_uri").GetString());
        var key = keys.GetProperty("keys")[0];
        Assert.Equal("P-256", key.GetProperty("crv").GetString());
        Assert.False(key.TryGetProperty("d", out _), "a private key was published");
    }

    Task<HttpResponseMessage> AskAsync(string id, string secret, params (string, string)[] more) =>
        client.AskAsync(
        [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret), .. more]);

    async Task<HttpResponseMessage> BasicAsync(string credentials, params (string, string)[] more)
    {
        using var basic = identity.Service.Client();
        basic.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        return await basic.AskAsync([("grant_type", "client_credentials"), .. more]);
    }

    static JsonElement Claims(JsonElement answer) => JsonSerializer.Deserialize<JsonElement>(
        Base64Url.DecodeFromChars(answer.GetProperty("access_token").GetString()!.Split('.')[1]));
}
