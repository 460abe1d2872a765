using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Server.AspNetCore;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Signs a browser out: its session ends and with it what was made in it; a client's own way back is followed
/// when it is registered.
/// </summary>
static class SignOut
{
    internal static void Map(WebApplication root) =>
        root.MapMethods(Addresses.SignOut, ["GET", "POST"], HandleAsync)
            .IsPage(nameof(SignOut), "Sign out.");

    static async Task<IResult> HandleAsync(
        HttpContext http, Sessions sessions, Database database, AccountRegister accounts)
    {
        var cancel = http.RequestAborted;
        if (await sessions.OfAsync(http) is { } session)
        {
            var subject = Account.SubjectOf(session.AccountId);
            var caisse = CompleteSignIn.CaisseOf(await accounts.GrantsAsync(session.AccountId, cancel));
            await using var work = await database.BeginAsync(caisse, subject, cancel);
            await work.ExecuteAsync(Sessions.End, new
            {
                accountId = session.AccountId,
                sessionId = (Guid?)session.SessionId,
                Now = TimeProvider.System.GetUtcNow(),
            });
            await work.AuditAsync("sign-out", subject, null, new { session.SessionId });
            await work.CommitAsync(cancel);
        }
        sessions.Forget(http);
        return Results.SignOut(
            new AuthenticationProperties { RedirectUri = Addresses.SignIn },
            [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }
}
