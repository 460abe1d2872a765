using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Caisse.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Identity.Tests;

/// <summary>Identity on real servers, shared by the tests; each test founds caisses of its own.</summary>
public sealed class RunningIdentity : IAsyncLifetime
{
    internal const string OperatorId = "the-operator";
    internal const string OperatorSecret = "0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c";

    internal const string PortalSecret = "a-secret-of-the-portal-0123456789abcdef";

    internal RunningService<IdentityService> Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    /// <summary>
    /// Starts identity, which is its own issuer here: pages and clients find their way by its address.
    /// </summary>
    internal static Task<RunningService<IdentityService>> StartAsync(params string[] more) =>
        RunningService<IdentityService>.StartAsync(
        [
            $"Bootstrap:OperatorClientId={OperatorId}", $"Bootstrap:OperatorClientSecret={OperatorSecret}",
            $"Portal:ClientSecret={PortalSecret}", $"Mail:Folder={MailFolder.NewFolder()}", .. more,
        ]);

    internal async Task<HttpClient> OperatorAsync() => await SignedInAsync(OperatorId, OperatorSecret);

    internal async Task<HttpClient> SignedInAsync(string clientId, string clientSecret)
    {
        var client = Service.Client();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await client.TokenAsync(clientId, clientSecret));
        return client;
    }

    /// <summary>Founds a caisse; its slug.</summary>
    internal async Task<string> FoundAsync()
    {
        using var theOperator = await OperatorAsync();
        var request = CaisseToFound.Request();
        await theOperator.PostAsync("/v1/caisses", request);
        return request.Slug;
    }

    /// <summary>The mail that identity has sent.</summary>
    internal MailFolder Mail => new(Service.Services.GetRequiredService<IConfiguration>()["Mail:Folder"]!);

    /// <summary>Somebody's browser.</summary>
    internal Browser Browser() => new(Service.Address);

    /// <summary>Invites somebody by letter; the address of their invitation.</summary>
    internal async Task<string> InviteAsync(string slug, string name, params string[] roles)
    {
        using var coordinator = await StaffAsync(slug, "coordinator");
        var isMember = roles.Intersect(["member", "delegate"]).Any();
        var invited = await coordinator.PostAsync(
            $"/v1/caisses/{slug}/invitations",
            new { name, roles, memberId = isMember ? Guid.CreateVersion7() : (Guid?)null });
        return new Uri(invited.GetProperty("letterAddress").GetString()!).AbsolutePath;
    }

    /// <summary>Invites somebody of the staff and acts as them.</summary>
    internal async Task<HttpClient> StaffAsync(string slug, params string[] roles)
    {
        using var theOperator = await OperatorAsync();
        return await ActAsAsync(await InviteAsync(theOperator, slug, new { name = "Ada", roles }));
    }

    /// <summary>Invites a person by letter; the code of the invitation.</summary>
    internal static async Task<string> InviteAsync(HttpClient by, string slug, object person)
    {
        var invited = await by.PostAsync($"/v1/caisses/{slug}/invitations", person);
        return invited.GetProperty("letterAddress").GetString()!.Split('/')[^1];
    }

    /// <summary>A client with the token of whoever was invited with a code.</summary>
    internal async Task<HttpClient> ActAsAsync(string code)
    {
        using var client = Service.Client();
        return Service.ClientWith(await client.ActAsAsync(OperatorId, OperatorSecret, code));
    }

    internal Task<HttpClient> SignedInAsync(JsonElement withCredentials) => SignedInAsync(
        withCredentials.GetProperty("clientId").GetString()!,
        withCredentials.GetProperty("clientSecret").GetString()!);
}

[CollectionDefinition(Name)]
public sealed class SharedIdentity : ICollectionFixture<RunningIdentity>
{
    internal const string Name = "identity";
}

static class SigningInClient
{
    internal static async Task<string> TokenAsync(
        this HttpClient client, string clientId, string clientSecret)
    {
        using var response = await client.AskAsync(
            ("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", clientSecret));
        return (await response.ShouldBeAsync(HttpStatusCode.OK)).GetProperty("access_token").GetString()!;
    }

    /// <summary>The token of whoever was invited with a code.</summary>
    internal static async Task<string> ActAsAsync(
        this HttpClient client, string clientId, string clientSecret, string code)
    {
        using var response = await client.AskToActAsync(clientId, clientSecret, code);
        return (await response.ShouldBeAsync(HttpStatusCode.OK)).GetProperty("access_token").GetString()!;
    }

    /// <summary>Asks, as a program, for the token of whoever was invited with a code.</summary>
    internal static Task<HttpResponseMessage> AskToActAsync(
        this HttpClient client, string clientId, string clientSecret, string code) => client.AskAsync(
            ("grant_type", "urn:caisse:grant-type:invitation"), ("client_id", clientId),
            ("client_secret", clientSecret), ("invitation", code));

    internal static async Task<HttpResponseMessage> AskAsync(
        this HttpClient client, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)));
        return await client.PostAsync(new Uri("/oauth/token", UriKind.Relative), form);
    }

    /// <summary>Expects an error in the form of RFC 6749; its code.</summary>
    internal static async Task<string> ErrorAsync(this HttpResponseMessage response, HttpStatusCode expected)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(
            response.StatusCode == expected,
            $"expected {(int)expected}, got {(int)response.StatusCode}: {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("error").GetString()!;
    }
}

static class Words
{
    internal static string[] Of(params string[] words) => words;
}
