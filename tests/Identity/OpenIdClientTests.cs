using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Caisse.Servers;
using Caisse.Support;

namespace Caisse.Identity.Tests;

public sealed class OpenIdClientTests
{
    static readonly string[] Parts =
    [
        "discovery", "client credentials", "code with PKCE", "wrong verifier refused",
        "pushed authorization request", "replayed code refused and its tokens revoked", "refresh rotates",
        "introspection", "revocation", "private_key_jwt", "device flow",
    ];

    [FactWithNpm]
    public async Task A_certified_client_finds_every_flow_as_the_standards_say()
    {
        var issuer = $"http://127.0.0.1:{LoopbackPort.Free()}";
        await using var service =
            await RunningIdentity.StartAsync($"urls={issuer}", $"Tokens:Issuer={issuer}");
        var play = await PrepareAsync(new Preparation(service, issuer));
        var client = new NodeProgram("OpenIdClient");

        await client.InstallAsync();
        var output = await client.RunAsync("node", ["play.mjs"], JsonSerializer.Serialize(play));

        Assert.Equal(
            Parts.Select(part => $"played: {part}"),
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    static async Task<object> PrepareAsync(Preparation preparation)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(includePrivateParameters: true);
        var (x, y) = (Encode(parameters.Q.X), Encode(parameters.Q.Y));
        var slug = await preparation.FoundAsync();
        using var coordinator = await preparation.StaffAsync(slug);
        const string redirectUri = "https://app.example/back";
        var app = await coordinator.PostAsync($"/v1/caisses/{slug}/clients", new
        {
            name = "An app",
            scopes = Words.Of("fund.read"),
            redirectUris = Words.Of(redirectUri),
        });
        var keyed = await coordinator.PostAsync($"/v1/caisses/{slug}/clients", new
        {
            name = "A device",
            scopes = Words.Of("fund.read"),
            publicKey = new { kty = "EC", crv = "P-256", x, y },
        });
        Assert.Equal(JsonValueKind.Null, keyed.GetProperty("clientSecret").ValueKind);
        var clientId = app.GetProperty("clientId").GetString()!;
        return new
        {
            issuer = $"{preparation.Issuer}/",
            redirectUri,
            app = new { id = clientId, secret = app.GetProperty("clientSecret").GetString(), caisse = slug },
            keyed = new
            {
                id = keyed.GetProperty("clientId").GetString(),
                key = new { kty = "EC", crv = "P-256", x, y, d = Encode(parameters.D) },
            },
            member = await preparation.CookiesAsync(coordinator, slug, "member", clientId),
            coordinator = await preparation.CookiesAsync(coordinator, slug, "coordinator", null),
        };
    }

    static string Encode(byte[]? bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Founds, appoints and invites on an identity of its own.</summary>
    sealed record Preparation(RunningService<IdentityService> Service, string Issuer)
    {
        internal async Task<string> FoundAsync()
        {
            using var theOperator = await SignedInAsync(
                RunningIdentity.OperatorId, RunningIdentity.OperatorSecret);
            var request = CaisseToFound.Request();
            await theOperator.PostAsync("/v1/caisses", request);
            return request.Slug;
        }

        internal async Task<HttpClient> StaffAsync(string slug)
        {
            using var theOperator = await SignedInAsync(
                RunningIdentity.OperatorId, RunningIdentity.OperatorSecret);
            var code = await RunningIdentity.InviteAsync(
                theOperator, slug, new { name = "Ada", roles = Words.Of("coordinator") });
            using var client = Service.Client();
            return Service.ClientWith(await client.ActAsAsync(
                RunningIdentity.OperatorId, RunningIdentity.OperatorSecret, code));
        }

        async Task<HttpClient> SignedInAsync(string clientId, string secret)
        {
            using var client = Service.Client();
            return Service.ClientWith(await client.TokenAsync(clientId, secret));
        }

        /// <summary>Somebody's browser, signed in, and the app agreed to where one is named.</summary>
        internal async Task<string> CookiesAsync(
            HttpClient coordinator, string slug, string role, string? clientId)
        {
            var invited = await coordinator.PostAsync($"/v1/caisses/{slug}/invitations", new
            {
                name = "Nadia",
                roles = Words.Of(role),
                memberId = role == "member" ? Guid.CreateVersion7() : (Guid?)null,
            });
            var code = invited.GetProperty("letterAddress").GetString()!.Split('/')[^1];
            using var browser = new Browser(Service.Address, Issuer);
            await browser.OpenAsync($"/connexion/demonstration/{code}");
            Assert.Equal("/compte", browser.At);
            if (clientId is not null)
            {
                await browser.SendAsync(
                    HttpMethod.Post, "/connexion/accord",
                    [("retour", "/compte"), ("client", clientId), ("scope", role), ("answer", "yes")]);
            }
            return browser.Cookies.GetCookieHeader(Service.Address);
        }
    }
}
