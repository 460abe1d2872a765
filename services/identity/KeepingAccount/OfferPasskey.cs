using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;
using Microsoft.AspNetCore.Identity;

namespace Caisse.Identity.KeepingAccount;

/// <summary>What a browser needs to make a passkey for whoever is signed in.</summary>
static class OfferPasskey
{
    internal static void Map(WebApplication root) =>
        root.MapPost(Addresses.Passkeys + "/demande", HandleAsync)
            .IsPage(nameof(OfferPasskey), "What a browser needs to make a passkey.");

    static async Task<IResult> HandleAsync(
        HttpContext http, Sessions sessions, AccountRegister accounts, IPasskeyHandler<Account> passkeys,
        SealedCookie cookies)
    {
        if (await sessions.OfAsync(http) is not { } session
            || await accounts.FindAsync(session.AccountId, http.RequestAborted) is not { } account)
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }
        var offered = await passkeys.MakeCreationOptionsAsync(
            new PasskeyUserEntity
            {
                Id = account.AccountId.ToString(),
                Name = account.Email ?? account.Name,
                DisplayName = account.Name,
            }, http);
        new PasskeyCeremony(offered.AttestationState ?? "").Keep(http, cookies);
        return Results.Text(offered.CreationOptionsJson, "application/json");
    }
}
