using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.Identity.SigningIn;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Caisse.Identity.OpenIdConnect;

/// <summary>
/// The platform's clients as OpenIddict sees them, read from <c>oauth_client</c>: one client at a time, by
/// its whole id.
/// </summary>
sealed class Applications(
    IOpenIddictApplicationCache<OpenIddictEntityFrameworkCoreApplication> cache,
    ILogger<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<OpenIddictEntityFrameworkCoreApplication> store, ClientsThatSignIn clients,
    IConfiguration configuration)
    : OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>(cache, logger, options, store)
{
    static readonly string[] OfEveryClient =
    [
        Permissions.Endpoints.Token, Permissions.Endpoints.Introspection, Permissions.Endpoints.Revocation,
        Permissions.Endpoints.DeviceAuthorization, Permissions.GrantTypes.ClientCredentials,
        Permissions.GrantTypes.DeviceCode, Permissions.GrantTypes.RefreshToken,
        // There only where it is a grant at all, in development, and for operators alone.
        Permissions.Prefixes.GrantType + IPlayedPeople.GrantType,
    ];

    static readonly string[] OfClientsOfPeople =
    [
        Permissions.Endpoints.Authorization, Permissions.Endpoints.PushedAuthorization,
        Permissions.Endpoints.EndSession, Permissions.GrantTypes.AuthorizationCode,
        Permissions.ResponseTypes.Code,
    ];

    public override async ValueTask<OpenIddictEntityFrameworkCoreApplication?> FindByClientIdAsync(
        string identifier, CancellationToken cancellationToken = default) =>
        await clients.FindAsync(identifier, cancellationToken) is { } client ? Describe(client) : null;

    public override ValueTask<OpenIddictEntityFrameworkCoreApplication?> FindByIdAsync(
        string identifier, CancellationToken cancellationToken = default) =>
        FindByClientIdAsync(identifier, cancellationToken);

    /// <summary>Who signs out names the way back alone; only the portal has one.</summary>
    public override async IAsyncEnumerable<OpenIddictEntityFrameworkCoreApplication>
        FindByPostLogoutRedirectUriAsync(
            string uri, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var portal = await clients.FindAsync(AdmitPortal.ClientIdOf(configuration), cancellationToken);
        if (portal?.AfterSignOutUris.Contains(uri) == true)
        {
            yield return Describe(portal);
        }
    }

    /// <summary>Secrets are random, so a fast hash in constant time does.</summary>
    public override async ValueTask<bool> ValidateClientSecretAsync(
        OpenIddictEntityFrameworkCoreApplication application, string secret,
        CancellationToken cancellationToken = default)
    {
        var client = await clients.FindAsync(application.ClientId!, cancellationToken);
        return ClientSecret.Matches(secret, client?.SecretSha256);
    }

    static OpenIddictEntityFrameworkCoreApplication Describe(ClientThatSignsIn client) => new()
    {
        Id = client.ClientId,
        ClientId = client.ClientId,
        ClientSecret = client.SecretSha256,
        ClientType = ClientTypes.Confidential,
        ConsentType = client.IsFirstParty ? ConsentTypes.Implicit : ConsentTypes.Explicit,
        DisplayName = client.Name,
        JsonWebKeySet = client.PublicKey is null
            ? null
            : new JsonObject { ["keys"] = new JsonArray(JsonNode.Parse(client.PublicKey)) }.ToJsonString(),
        Permissions = JsonSerializer.Serialize(
            client.RedirectUris.Length > 0 ? [.. OfEveryClient, .. OfClientsOfPeople] : OfEveryClient),
        RedirectUris = JsonSerializer.Serialize(client.RedirectUris),
        PostLogoutRedirectUris = JsonSerializer.Serialize(client.AfterSignOutUris),
    };
}
