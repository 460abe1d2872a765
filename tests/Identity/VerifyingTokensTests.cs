using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Caisse.Identity.Keys;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Identity.Tests;

[Collection(SharedIdentity.Name)]
public sealed class VerifyingTokensTests(RunningIdentity identity)
{
    [Fact]
    public async Task A_genuine_token_opens_what_it_grants() =>
        await ShouldAnswerAsync(await SignAsync(_ => { }), HttpStatusCode.BadRequest);

    [Fact]
    public async Task An_expired_token_is_refused() => await ShouldAnswerAsync(
        await SignAsync(claims => End(claims, TimeProvider.System.GetUtcNow().AddMinutes(-1))));

    [Fact]
    public async Task A_token_that_is_not_valid_yet_is_refused() => await ShouldAnswerAsync(
        await SignAsync(
            claims => claims["nbf"] = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds()));

    [Fact]
    public async Task A_token_of_another_issuer_is_refused() =>
        await ShouldAnswerAsync(await SignAsync(claims => claims["iss"] = "https://elsewhere.example"));

    [Fact]
    public async Task A_token_for_another_audience_is_refused() =>
        await ShouldAnswerAsync(await SignAsync(claims => claims["aud"] = "elsewhere"));

    [Fact]
    public async Task A_tampered_token_is_refused()
    {
        await ShouldAnswerAsync(Tamper(await SignAsync(_ => { })));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    public async Task A_token_with_another_algorithm_is_refused(string algorithm)
    {
        var parts = (await SignAsync(_ => { })).Split('.');
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        header["alg"] = algorithm;
        await ShouldAnswerAsync($"{Encode(header.ToJsonString())}.{parts[1]}.");
        await ShouldAnswerAsync($"{Encode(header.ToJsonString())}.{parts[1]}.{parts[2]}");
    }

    [Fact]
    public async Task A_token_signed_with_somebody_elses_key_is_refused()
    {
        using var elses = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ours = await identity.Service.Services.GetRequiredService<KeyRing>()
            .CurrentAsync(CancellationToken.None);
        await ShouldAnswerAsync(AccessToken.Sign(Claims(), elses, ours.KeyId));
        await ShouldAnswerAsync(AccessToken.Sign(Claims(), elses, "their-key"));
    }

    [Fact]
    public async Task A_token_that_names_no_client_is_refused() =>
        await ShouldAnswerAsync(await SignAsync(claims => claims.Remove("client_id")));

    [Theory]
    [InlineData("JWT")]
    [InlineData("dpop+jwt")]
    [InlineData(null)]
    public async Task A_genuine_token_that_is_no_access_token_is_refused(string? type) =>
        await ShouldAnswerAsync(await SignAsync(_ => { }, type));

    [Fact]
    public async Task An_issuer_with_a_closing_slash_is_the_same() => await ShouldAnswerAsync(
        await SignAsync(claims => claims["iss"] = "http://localhost:8080/"), HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_token_without_an_end_is_refused() =>
        await ShouldAnswerAsync(await SignAsync(claims => claims.Remove("exp")));

    [Fact]
    public async Task Clocks_may_be_half_a_minute_apart()
    {
        var now = TimeProvider.System.GetUtcNow();
        await ShouldAnswerAsync(
            await SignAsync(claims => End(claims, now.AddSeconds(-20))), HttpStatusCode.BadRequest);
        await ShouldAnswerAsync(
            await SignAsync(claims => claims["nbf"] = now.AddSeconds(20).ToUnixTimeSeconds()),
            HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Tokens_that_identity_issues_name_their_client()
    {
        using var client = identity.Service.Client();
        var token = await client.TokenAsync(RunningIdentity.OperatorId, RunningIdentity.OperatorSecret);
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;
        Assert.Equal(RunningIdentity.OperatorId, (string?)claims["client_id"]);
        Assert.Equal(RunningIdentity.OperatorId, (string?)claims["sub"]);
    }

    [Theory]
    [InlineData("no token", "Bearer", "")]
    [InlineData("expired", "Bearer error=\"invalid_token\"", "Le jeton a expiré.")]
    [InlineData("tampered", "Bearer error=\"invalid_token\"", "La signature du jeton est fausse.")]
    public async Task A_refusal_says_why_in_the_standard_s_header_and_in_the_caller_s_language(
        string what, string header, string inFrench)
    {
        var genuine = await SignAsync(claims =>
        {
            if (what == "expired")
            {
                End(claims, TimeProvider.System.GetUtcNow().AddMinutes(-1));
            }
        });
        using var client = what == "no token"
            ? identity.Service.Client()
            : identity.Service.ClientWith(what == "tampered" ? Tamper(genuine) : genuine);
        client.DefaultRequestHeaders.Add("Accept-Language", "fr");

        using var response = await client.PostAsync(new Uri("/v1/caisses", UriKind.Relative), null);

        var problem = await response.ShouldBeAsync(HttpStatusCode.Unauthorized);
        Assert.StartsWith(header, response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("not-signed-in", problem.ProblemType());
        Assert.Contains(inFrench, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    static void End(JsonObject claims, DateTimeOffset at)
    {
        claims["nbf"] = at.AddMinutes(-5).ToUnixTimeSeconds();
        claims["exp"] = at.ToUnixTimeSeconds();
    }

    static string Tamper(string token)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        claims["sub"] = "somebody-else";
        return $"{parts[0]}.{Encode(claims.ToJsonString())}.{parts[2]}";
    }

    async Task<string> SignAsync(Action<JsonObject> change, string? type = AccessToken.Type)
    {
        var claims = Claims();
        change(claims);
        var key = await identity.Service.Services.GetRequiredService<KeyRing>()
            .CurrentAsync(CancellationToken.None);
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = key.KeyId };
        if (type is not null)
        {
            header["typ"] = type;
        }
        return AccessToken.Sign(header, claims, key.Key);
    }

    static JsonObject Claims()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = "http://localhost:8080",
            ["aud"] = AccessToken.Audience,
            ["sub"] = "somebody",
            ["client_id"] = "somebody",
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
            ["grants"] = new JsonArray("*:operator"),
        };
    }

    async Task ShouldAnswerAsync(string token, HttpStatusCode expected = HttpStatusCode.Unauthorized)
    {
        using var client = identity.Service.ClientWith(token);
        await client.PostAsync("/v1/caisses", new { }, expected);
    }

    static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
