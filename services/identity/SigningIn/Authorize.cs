using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Where a client sends a person to sign in: to the pages first, where needed, then back to the client with a
/// code. OpenIddict has checked the client, its address and its proof key.
/// </summary>
static class Authorize
{
    const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    /// <summary>Who was asked to sign in again has done so within this time.</summary>
    static readonly TimeSpan JustNow = TimeSpan.FromMinutes(2);

    internal static void Map(WebApplication root) =>
        root.MapMethods(Addresses.Authorize, ["GET", "POST"], HandleAsync)
            .IsPage(nameof(Authorize), "Where clients send people to sign in.");

    static async Task<IResult> HandleAsync(
        HttpContext http, ClientsThatSignIn clients, Sessions sessions, AccountRegister accounts,
        ChosenCaisse chosen, Consents consents)
    {
        var (request, cancel) = (http.GetOpenIddictServerRequest()!, http.RequestAborted);
        var session = await sessions.OfAsync(http);
        var account = session is null ? null : await accounts.FindAsync(session.AccountId, cancel);
        var grants = account is null ? [] : await accounts.GrantsAsync(account.AccountId, cancel);
        if (account is null || MustSignInAgain(request, session!, grants))
        {
            return request.HasPromptValue(PromptValues.None)
                ? Refuse(Errors.LoginRequired, "Nobody is signed in.")
                : PageSetup.GoOn(Addresses.SignIn + QueryString.Create("retour", AddressOf(http)));
        }
        var client = (await clients.FindAsync(request.ClientId!, cancel))!;
        var here = client.IsFirstParty
            ? grants
            : [.. grants.Where(grant => grant.CaisseId == client.CaisseId)];
        if (here.Count == 0)
        {
            return http.Notice("no-caisse", Addresses.Account, StatusCodes.Status403Forbidden);
        }
        var wanted = (string?)request["caisse"] ?? chosen.Of(http);
        var grant = here.Count == 1 ? here[0] : here.FirstOrDefault(one => one.CaisseId == wanted);
        if (grant is null)
        {
            return await AskCaisseAsync(http, here, accounts);
        }
        var scopes = request.GetScopes();
        var roles = RefreshPerson.RolesFor(client, grant, scopes).ToList();
        if (!client.IsFirstParty && !await consents.IsGivenAsync(account, client, roles, cancel))
        {
            return consents.WasRefused(http, client)
                ? Refuse(Errors.AccessDenied, "The person did not agree.")
                : AskConsent(http, client, roles);
        }
        return Results.SignIn(
            TokenClaims.OfPerson(account, grant, roles, session!, scopes), null, Scheme);
    }

    static bool MustSignInAgain(
        OpenIddictRequest request, Session session, IReadOnlyList<AccountGrant> grants)
    {
        var age = TimeProvider.System.GetUtcNow() - session.SignedInAt;
        return (request.HasPromptValue(PromptValues.Login) && age > JustNow)
            || (request.MaxAge is { } seconds && age > TimeSpan.FromSeconds(seconds) + JustNow)
            || !CompleteSignIn.IsEnough(session.Amr, grants);
    }

    static async Task<IResult> AskCaisseAsync(
        HttpContext http, IReadOnlyList<AccountGrant> grants, AccountRegister accounts)
    {
        var names = await accounts.NamesAsync(grants.Select(one => one.CaisseId), http.RequestAborted);
        return http.Page<CaissePage>(new Dictionary<string, object?>
        {
            ["BackTo"] = AddressOf(http),
            ["Caisses"] = grants.ToDictionary(
                one => one.CaisseId, one => names.GetValueOrDefault(one.CaisseId, one.CaisseId)),
        });
    }

    static IResult AskConsent(HttpContext http, ClientThatSignsIn client, IReadOnlyList<string> roles) =>
        http.Page<ConsentPage>(new Dictionary<string, object?>
        {
            ["BackTo"] = AddressOf(http),
            ["App"] = client.Name,
            ["Client"] = client.ClientId,
            ["Roles"] = roles,
        });

    /// <summary>This request as a page, also where its parameters came as a form.</summary>
    static string AddressOf(HttpContext http) => http.Request.Path + (http.Request.HasFormContentType
        ? QueryString.Create(
            http.Request.Form.Select(one => KeyValuePair.Create(one.Key, one.Value))).ToString()
        : http.Request.QueryString.ToString());

    static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }), [Scheme]);
}
