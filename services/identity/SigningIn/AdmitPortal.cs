using Caisse.Identity.Pages;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Lets the portal in as a client of the platform's own, from <c>Portal:ClientId</c> and
/// <c>Portal:ClientSecret</c>. A secret that changed in the configuration replaces the old one.
/// </summary>
sealed class AdmitPortal(Database database, IConfiguration configuration) : IHostedService
{
    const string Grant = "portal";

    internal static string ClientIdOf(IConfiguration configuration) =>
        IdentitySettings.PortalClientId.Of(configuration);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (IdentitySettings.PortalClientSecret.Of(configuration) is not { } secret)
        {
            return;
        }
        var clientId = ClientIdOf(configuration);
        var issuer = Addresses.Root(configuration);
        await using var work =
            await database.BeginAsync(Grants.EveryCaisse, IdentityService.Name, cancellationToken);
        var isNews = await work.ExecuteAsync(Upsert, new
        {
            work.Caisse,
            clientId,
            Hash = ClientSecret.Hash(secret),
            Grants = new[] { Grant },
            RedirectUris = new[] { $"{issuer}signin-oidc" },
            AfterSignOut = new[] { $"{issuer}signout-callback-oidc" },
            work.Now,
        }) == 1;
        if (isNews)
        {
            await work.AuditAsync("portal.admitted", clientId);
        }
        await work.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    const string Upsert =
        """
        insert into oauth_client (
            caisse_id, client_id, secret_sha256, name, grants, redirect_uris, after_sign_out_uris,
            is_first_party, created_at)
        values (
            @Caisse, @clientId, @Hash, @clientId, @Grants, @RedirectUris, @AfterSignOut, true, @Now)
        on conflict (caisse_id, client_id) do update set
            secret_sha256 = excluded.secret_sha256, redirect_uris = excluded.redirect_uris,
            after_sign_out_uris = excluded.after_sign_out_uris
        where (oauth_client.secret_sha256, oauth_client.redirect_uris, oauth_client.after_sign_out_uris)
            is distinct from (excluded.secret_sha256, excluded.redirect_uris, excluded.after_sign_out_uris)
        """;
}
