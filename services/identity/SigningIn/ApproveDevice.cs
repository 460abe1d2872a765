using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Lets a device in that shows a code (RFC 8628). It gets what its own client may do, never what the person
/// may who types the code.
/// </summary>
static class ApproveDevice
{
    const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    internal static void Map(WebApplication root) =>
        root.MapMethods(Addresses.Device, ["GET", "POST"], HandleAsync)
            .IsPage(nameof(ApproveDevice), "Type the code that a device shows.");

    static async Task<IResult> HandleAsync(
        HttpContext http, Sessions sessions, AccountRegister accounts, ClientsThatSignIn clients,
        Database database)
    {
        var cancel = http.RequestAborted;
        if (await sessions.OfAsync(http) is not { } session)
        {
            var backTo = Addresses.Device + (http.IsAsked() ? http.Request.QueryString.ToString() : "");
            return PageSetup.GoOn(Addresses.SignIn + QueryString.Create("retour", backTo));
        }
        var typed = http.GetOpenIddictServerRequest()?.UserCode;
        var shown = await http.AuthenticateAsync(Scheme);
        if (!shown.Succeeded || shown.Principal.GetClaim(Claims.ClientId) is not { } clientId
            || await clients.FindAsync(clientId, cancel) is not { } client)
        {
            return Show(http, null, "", typed is { Length: > 0 } ? "device.wrong" : "");
        }
        var grants = await accounts.GrantsAsync(session.AccountId, cancel);
        if (!MayApprove(grants, client))
        {
            return Show(http, null, "", "device.not-yours");
        }
        if (http.IsAsked() || http.Field("answer").Length == 0)
        {
            return Show(http, client.Name, typed!, "");
        }
        if (http.Field("answer") != "yes")
        {
            return Results.Forbid(new AuthenticationProperties { RedirectUri = Addresses.Device }, [Scheme]);
        }
        var subject = Account.SubjectOf(session.AccountId);
        await using var work = await database.BeginAsync(client.CaisseId, subject, cancel);
        await work.AuditAsync("device.approved", client.ClientId);
        await work.CommitAsync(cancel);
        var scopes = shown.Principal.GetScopes();
        return Results.SignIn(
            TokenClaims.OfClient(client, scopes.Length > 0 ? scopes : client.Grants),
            new AuthenticationProperties { RedirectUri = Addresses.Account }, Scheme);
    }

    /// <summary>Whoever keeps the caisse, or is of the point of sale that the device is for.</summary>
    static bool MayApprove(IEnumerable<AccountGrant> grants, ClientThatSignsIn client) => grants.Any(grant =>
        grant.CaisseId == client.CaisseId
        && (grant.Grants.Contains(Grants.Coordinator)
            || (client.PointOfSaleId is not null && grant.PointOfSaleId == client.PointOfSaleId)));

    static IResult Show(HttpContext http, string? client, string code, string wrong) => http.Page<DevicePage>(
        new Dictionary<string, object?>
        {
            ["Client"] = client ?? "",
            ["Code"] = code,
            ["Wrong"] = wrong,
        }, wrong.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
}
