using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.KeepingAccount;

/// <summary>Shows where a person is signed in, and ends one of these sessions or all of them.</summary>
static class ManageDevices
{
    internal static void Map(WebApplication root) =>
        root.MapMethods(Addresses.Devices, ["GET", "POST"], HandleAsync)
            .IsPage(nameof(ManageDevices), "Where one is signed in.");

    static async Task<IResult> HandleAsync(
        HttpContext http, Sessions sessions, AccountRegister accounts, Database database)
    {
        var cancel = http.RequestAborted;
        if (await sessions.OfAsync(http) is not { } session)
        {
            return PageSetup.GoOn(Addresses.SignIn + QueryString.Create("retour", Addresses.Devices));
        }
        if (http.IsAsked())
        {
            return http.Page<DevicesPage>(new Dictionary<string, object?>
            {
                ["Devices"] = (await sessions.ListAsync(session.AccountId, cancel)).Select(one =>
                    (one.SessionId, one.Device, one.SeenAt, one.SessionId == session.SessionId)).ToList(),
            });
        }
        var everywhere = http.Field("session") == "all";
        var one = Guid.TryParse(http.Field("session"), out var id) ? id : session.SessionId;
        var subject = Account.SubjectOf(session.AccountId);
        var caisse = CompleteSignIn.CaisseOf(await accounts.GrantsAsync(session.AccountId, cancel));
        await using var work = await database.BeginAsync(caisse, subject, cancel);
        await work.ExecuteAsync(Sessions.End, new
        {
            accountId = session.AccountId,
            sessionId = everywhere ? null : (Guid?)one,
            Now = TimeProvider.System.GetUtcNow(),
        });
        await work.AuditAsync(everywhere ? "signed-out-everywhere" : "session.ended", subject);
        await work.CommitAsync(cancel);
        if (everywhere || one == session.SessionId)
        {
            sessions.Forget(http);
            return PageSetup.GoOn(Addresses.SignIn);
        }
        return PageSetup.GoOn(Addresses.Devices);
    }
}
