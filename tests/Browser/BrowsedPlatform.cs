using System.Net;
using Caisse.Gateway;
using Caisse.Identity;
using Caisse.Portal;
using Caisse.Servers;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.Browser.Tests;

/// <summary>
/// Services that hear each other, the gateway before them and the pages for people, all in this process. What
/// services would say that are not there is played.
/// </summary>
public abstract class BrowsedPlatform : IAsyncLifetime
{
    const string OperatorId = "the-operator";
    const string OperatorSecret = "0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c";
    const string PortalSecret = "a-secret-of-the-portal-that-only-tests-know";

    /// <summary>A port where nothing listens.</summary>
    const string NobodyThere = "http://127.0.0.1:9";

    static readonly string[] Services =
        ["identity", "membership", "contributions", "wallet", "merchant-network", "governance", "portal"];

    readonly Dictionary<string, string> addresses = [];
    readonly List<IAsyncDisposable> running = [];

    /// <summary>The public address.</summary>
    internal Uri Address { get; } = new($"http://localhost:{LoopbackPort.Free()}");

    internal RunningService<IdentityService> Identity { get; private set; } = null!;

    string Issuer => $"Tokens:Issuer={Address.AbsoluteUri.TrimEnd('/')}";

    /// <summary>Starts the services that these tests need, beside identity.</summary>
    protected abstract Task StartServicesAsync();

    /// <summary>Starts one of them.</summary>
    protected async Task<RunningService<TService>> StartAsync<TService>() where TService : ICaisseService
    {
        var service = await Identity.StartBesideAsync<TService>(
            Issuer, $"services:identity:http:0={Identity.Address}");
        Keep(TService.Name, service.Address, service);
        return service;
    }

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        Identity = await RunningService<IdentityService>.StartAsync(
            Issuer, $"Bootstrap:OperatorClientId={OperatorId}",
            $"Bootstrap:OperatorClientSecret={OperatorSecret}", $"Portal:ClientSecret={PortalSecret}",
            $"Mail:Folder={MailFolder.NewFolder()}");
        Keep(IdentityService.Name, Identity.Address, Identity);
        await StartServicesAsync();
        await StartPortalAsync();
        var gateway = GatewayHost.Build(
        [
            "--environment=Development", $"--urls={Address}", "--Logging:LogLevel:Default=Error", $"--{Issuer}",
            .. Services.Select(name => $"--services:{name}:http:0={addresses.GetValueOrDefault(name, NobodyThere)}"),
        ]);
        await gateway.StartAsync();
        running.Add(gateway);
    }

    async Task StartPortalAsync()
    {
        var servers = await TestServers.RunningAsync();
        var database = $"portal_{Guid.CreateVersion7():N}";
        await servers.Postgres.CreateDatabaseAsync(database);
        var portal = PortalHost.Build(
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error",
            $"--{Issuer}", $"--services:gateway:http:0={Address}", $"--Portal:ClientSecret={PortalSecret}",
            $"--ConnectionStrings:portal={servers.Postgres.ConnectionString(database)}",
            "--Contacts:platform:Phone=04 65 71 00 00", "--Contacts:platform:Hours=du mardi au samedi",
        ]);
        await portal.StartAsync();
        Keep("portal", new Uri(portal.Urls.First()), portal);
    }

    void Keep(string name, Uri address, IAsyncDisposable service)
    {
        addresses[name] = address.AbsoluteUri;
        running.Add(service);
    }

    /// <summary>A client of the gateway.</summary>
    internal HttpClient Client(string? token = null)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        return client;
    }

    /// <summary>Acts as the operator.</summary>
    internal async Task<HttpClient> OperatorAsync() => Client(await TokenAsync(("grant_type", "client_credentials")));

    /// <summary>Acts as whoever was invited with a code.</summary>
    internal async Task<HttpClient> ActAsAsync(string code) => Client(await TokenAsync(
        ("grant_type", "urn:caisse:grant-type:invitation"), ("invitation", code)));

    /// <summary>An address that signs in whoever was invited with a code, and leads to a page.</summary>
    internal string SignInLink(string caisse, string code, string page)
    {
        var signIn = $"/se-connecter?caisse={caisse}&retour={Uri.EscapeDataString(page)}";
        return At($"/connexion/demonstration/{code}?retour={Uri.EscapeDataString(signIn)}");
    }

    /// <summary>The address of a page.</summary>
    internal string At(string page) => new Uri(Address, page).AbsoluteUri;

    async Task<string> TokenAsync(params (string Name, string Value)[] fields)
    {
        using var client = Client();
        using var form = new FormUrlEncodedContent(
        [
            new("client_id", OperatorId), new("client_secret", OperatorSecret),
            .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
        ]);
        using var answer = await client.PostAsync(new Uri("/oauth/token", UriKind.Relative), form);
        return (await answer.ShouldBeAsync(HttpStatusCode.OK)).GetProperty("access_token").GetString()!;
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        running.Reverse();
        foreach (var one in running)
        {
            await one.DisposeAsync();
        }
    }
}
