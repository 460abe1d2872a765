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
        await SignAsync(
            claims => claims["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds()));

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
        var parts = (await SignAsync(_ => { })).Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        claims["sub"] = "somebody-else";
        await ShouldAnswerAsync($"{parts[0]}.{Encode(claims.ToJsonString())}.{parts[2]}");
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

    async Task<string> SignAsync(Action<JsonObject> change)
    {
        var claims = Claims();
        change(claims);
        var key = await identity.Service.Services.GetRequiredService<KeyRing>()
            .CurrentAsync(CancellationToken.None);
        return AccessToken.Sign(claims, key.Key, key.KeyId);
    }

    static JsonObject Claims()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = "http://localhost:8080",
            ["aud"] = AccessToken.Audience,
            ["sub"] = "somebody",
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
