using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.RegisteringApps;

/// <summary>Lets a third party's app in with scopes in one caisse; its secret is shown once.</summary>
static class RegisterApp
{
    internal sealed record RegisterRequest(
        string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? RedirectUris = null);

    internal sealed record RegisterAnswer(
        Guid Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> RedirectUris,
        string ClientId, string ClientSecret);

    const int MostRedirectUris = 10;
    const int LongestRedirectUri = 500;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/clients", HandleAsync)
            .Describe(
                nameof(RegisterApp), "Register an app; the answer holds the client secret, shown this once.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<RegisterAnswer>> HandleAsync(
        RegisterRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        if (Examine(request) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var secret = ClientSecret.Make();
        var row = new
        {
            work.Caisse,
            AppId = Guid.CreateVersion7(),
            ClientId = ClientSecret.MakeClientId("app"),
            Hash = ClientSecret.Hash(secret),
            request.Name,
            Scopes = request.Scopes.ToArray(),
            RedirectUris = (request.RedirectUris ?? []).ToArray(),
            work.Now,
        };
        await work.ExecuteAsync(InsertClient, row);
        await work.ExecuteAsync(InsertApp, row);
        await work.AuditAsync(
            "app.registered", row.AppId, null, new { row.Name, row.ClientId, row.Scopes, row.RedirectUris });
        await work.CommitAsync(cancel);
        return new Answer<RegisterAnswer>
        {
            Value = new RegisterAnswer(
                row.AppId, row.Name, row.Scopes, row.RedirectUris, row.ClientId, secret),
            Location = $"/v1/caisses/{work.Caisse}/clients/{row.AppId}",
        };
    }

    static Refusal? Examine(RegisterRequest request)
    {
        var uris = request.RedirectUris ?? [];
        var check = new Check()
            .Text(request.Name, "name")
            .Count(request.Scopes, 1, Grants.AppScopes.Count, "scopes")
            .That(
                request.Scopes.Distinct().Count() == request.Scopes.Count,
                "scopes", "must name each scope once.")
            .Count(uris, 0, MostRedirectUris, "redirectUris");
        foreach (var scope in request.Scopes.Take(Grants.AppScopes.Count))
        {
            check.OneOf(scope, Grants.AppScopes, "scopes");
        }
        foreach (var uri in uris.Take(MostRedirectUris))
        {
            check.Text(uri, "redirectUris", LongestRedirectUri)
                .That(
                    IsSafeRedirect(uri), "redirectUris",
                    "must be absolute https, or http to this machine, without a fragment.");
        }
        return check.Problem;
    }

    /// <summary>
    /// A code sent over plain http to another machine could be read on its way (RFC 8252, RFC 9700).
    /// </summary>
    static bool IsSafeRedirect(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0
            && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    const string InsertClient =
        """
        insert into oauth_client (caisse_id, client_id, secret_sha256, name, grants, created_at)
        values (@Caisse, @ClientId, @Hash, @Name, @Scopes, @Now)
        """;

    const string InsertApp =
        """
        insert into app (caisse_id, app_id, client_id, name, scopes, redirect_uris, registered_at)
        values (@Caisse, @AppId, @ClientId, @Name, @Scopes, @RedirectUris, @Now)
        """;
}
