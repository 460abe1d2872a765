using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.RegisteringApps;

/// <summary>Lets a third party's app in with scopes in one caisse; its secret is shown once.</summary>
static class RegisterApp
{
    /// <param name="Name">As people are asked whether it may act for them.</param>
    /// <param name="Scopes">What it may do in its own name.</param>
    /// <param name="RedirectUris">Where people come back to who sign in through it.</param>
    /// <param name="PublicKey">A key that it signs in with instead of a secret (private_key_jwt).</param>
    internal sealed record RegisterRequest(
        string Name,
        [property: Words(typeof(Grants), nameof(Grants.AppScopes))] IReadOnlyList<string> Scopes,
        IReadOnlyList<string>? RedirectUris = null,
        PublicKey? PublicKey = null);

    /// <summary>A public key on P-256 as a JSON Web Key (RFC 7517).</summary>
    internal sealed record PublicKey(string Kty, string Crv, string X, string Y, string? Kid = null)
    {
        internal bool IsValid()
        {
            if (Kty != "EC" || Crv != "P-256" || Kid is { Length: > 100 }
                || X.Length > 60 || Y.Length > 60 || !Base64Url.IsValid(X) || !Base64Url.IsValid(Y))
            {
                return false;
            }
            try
            {
                using var key = ECDsa.Create(new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) },
                });
                return true;
            }
            catch (CryptographicException)
            {
                return false; // Not a point of the curve.
            }
        }
    }

    internal sealed record RegisterAnswer(
        Guid Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> RedirectUris,
        string ClientId, string? ClientSecret);

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
        var secret = request.PublicKey is null ? ClientSecret.Make() : null;
        var row = new
        {
            work.Caisse,
            AppId = Guid.CreateVersion7(),
            ClientId = ClientSecret.MakeClientId("app"),
            Hash = secret is null ? null : ClientSecret.Hash(secret),
            PublicKey = request.PublicKey is null
                ? null
                : JsonSerializer.Serialize(request.PublicKey, CaisseJson.Events),
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
            .Count(uris, 0, MostRedirectUris, "redirectUris")
            .That(
                request.PublicKey is null || request.PublicKey.IsValid(),
                "publicKey", "must be a public key on P-256 as a JSON Web Key.");
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
        insert into oauth_client (
            caisse_id, client_id, secret_sha256, public_key, name, grants, redirect_uris, created_at)
        values (
            @Caisse, @ClientId, @Hash, @PublicKey::jsonb, @Name, @Scopes, @RedirectUris, @Now)
        """;

    const string InsertApp =
        """
        insert into app (caisse_id, app_id, client_id, name, scopes, redirect_uris, registered_at)
        values (@Caisse, @AppId, @ClientId, @Name, @Scopes, @RedirectUris, @Now)
        """;
}
