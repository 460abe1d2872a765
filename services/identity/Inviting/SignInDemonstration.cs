using Caisse.Identity.Pages;
using Caisse.Identity.SigningIn;

namespace Caisse.Identity.Inviting;

/// <summary>
/// In development alone: the address of an invitation that signs in whoever was invited, again and again and
/// without a second factor, for the people of a demonstration. Elsewhere it is not mapped.
/// </summary>
static class SignInDemonstration
{
    internal const string Address = "/connexion/demonstration/{code}";

    internal static void MapInDevelopment(WebApplication root)
    {
        if (root.Environment.IsDevelopment())
        {
            root.MapGet(Address, HandleAsync)
                .IsPage(nameof(SignInDemonstration), "Sign in as a person of the demonstration.");
        }
    }

    static async Task<IResult> HandleAsync(
        HttpContext http, string code, DemonstrationPeople people, CompleteSignIn complete) =>
        await people.FindAsync(code, http.RequestAborted) is { } found
            ? await complete.GoOnAsync(
                http, found.AccountId, [CompleteSignIn.InDemonstration],
                http.Request.Query["retour"].ToString())
            : http.Notice("unknown", status: StatusCodes.Status404NotFound);
}
