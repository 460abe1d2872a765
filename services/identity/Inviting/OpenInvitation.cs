using System.Threading.RateLimiting;
using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.Inviting;

/// <summary>
/// The page behind the link of a mail or the code of a letter: opens the account of whoever was invited.
/// </summary>
static class OpenInvitation
{
    const int WrongCodesPerMinute = 60;

    /// <summary>Twelve digits are many; guessing is slowed down all the same, for all together.</summary>
    static readonly FixedWindowRateLimiter WrongCodes = new(new FixedWindowRateLimiterOptions
    {
        PermitLimit = WrongCodesPerMinute,
        Window = TimeSpan.FromMinutes(1),
        QueueLimit = 0,
    });

    internal static void Map(WebApplication root) =>
        root.MapMethods(Addresses.Invitation + "/{code?}", ["GET", "POST"], HandleAsync)
            .IsPage(nameof(OpenInvitation), "Open an account by an invitation.");

    static async Task<IResult> HandleAsync(
        HttpContext http, string? code, Invitations invitations, AccountRegister accounts, Sessions sessions,
        CompleteSignIn complete)
    {
        var cancel = http.RequestAborted;
        if (string.IsNullOrEmpty(code))
        {
            var typed = Codes.Normalize(http.Field("code"));
            return http.IsAsked() || typed.Length == 0
                ? Ask(http, http.IsAsked() ? "" : "invitation.wrong")
                : PageSetup.GoOn($"{Addresses.Invitation}/{typed}");
        }
        if (WrongCodes.GetStatistics()?.CurrentAvailablePermits == 0)
        {
            return http.Notice("too-many", Addresses.Invitation, StatusCodes.Status429TooManyRequests);
        }
        if (await invitations.FindAsync(code, cancel) is not { IsOpen: true } invitation)
        {
            using var lease = WrongCodes.AttemptAcquire();
            return Ask(http, "invitation.wrong");
        }
        var session = await sessions.OfAsync(http);
        return http.IsAsked()
            ? await WelcomeAsync(http, invitation, accounts, session)
            : await AcceptAsync(http, invitation, invitations, session, complete);
    }

    static async Task<IResult> WelcomeAsync(
        HttpContext http, OpenedInvitation invitation, AccountRegister accounts, Session? session)
    {
        var cancel = http.RequestAborted;
        var names = await accounts.NamesAsync([invitation.CaisseId], cancel);
        var signedIn = session is null ? null : await accounts.FindAsync(session.AccountId, cancel);
        return http.Page<InvitationPage>(new Dictionary<string, object?>
        {
            ["Name"] = invitation.Name,
            ["Caisse"] = names.GetValueOrDefault(invitation.CaisseId, ""),
            ["Roles"] = invitation.Grants,
            ["SignedIn"] = signedIn?.Name ?? "",
        });
    }

    static async Task<IResult> AcceptAsync(
        HttpContext http, OpenedInvitation invitation, Invitations invitations, Session? session,
        CompleteSignIn complete)
    {
        var joins = http.Field("as") == "me" ? session?.AccountId : null;
        var accepted = await invitations.AcceptAsync(
            invitation, joins, Words.Of(http).Language, http.RequestAborted);
        if (accepted is not { } accountId)
        {
            return http.Notice("invitation.taken", Addresses.Invitation, StatusCodes.Status409Conflict);
        }
        // Whoever was signed in has proved more than the code of a letter does.
        IReadOnlyList<string> amr = joins is null ? [CompleteSignIn.ByInvitation] : session!.Amr;
        return await complete.GoOnAsync(http, accountId, amr, Addresses.Account);
    }

    static IResult Ask(HttpContext http, string wrong) => http.Page<InvitationCodePage>(
        new Dictionary<string, object?> { ["Wrong"] = wrong },
        wrong.Length > 0 ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
}
