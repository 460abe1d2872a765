using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;

namespace Caisse.Identity.SigningIn;

/// <summary>Keeps whether a person lets somebody else's app act in their name.</summary>
static class AnswerConsent
{
    internal static void Map(WebApplication root) =>
        root.MapPost(Addresses.Consent, HandleAsync)
            .IsPage(nameof(AnswerConsent), "Let an app act in one's name, or not.");

    static async Task<IResult> HandleAsync(
        HttpContext http, Sessions sessions, ClientsThatSignIn clients, Consents consents)
    {
        var cancel = http.RequestAborted;
        var backTo = Addresses.BackTo(http.Field("retour"));
        if (await sessions.OfAsync(http) is not { } session
            || await clients.FindAsync(http.Field("client"), cancel) is not { } client)
        {
            return PageSetup.GoOn(Addresses.SignIn + QueryString.Create("retour", backTo));
        }
        if (http.Field("answer") == "yes")
        {
            var roles = http.Field("scope").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Intersect(RefreshPerson.RolesForApps).ToList();
            await consents.GiveAsync(session.AccountId, client, roles, cancel);
        }
        else
        {
            consents.Refuse(http, client);
        }
        // The way back leads to another site in the end, where the answer to a form may not lead.
        return http.Page<GoOnPage>(new Dictionary<string, object?> { ["BackTo"] = backTo });
    }
}
