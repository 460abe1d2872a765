using Caisse.Identity.Pages;
using Microsoft.AspNetCore.Identity;

namespace Caisse.Identity.Accounts;

/// <summary>What a browser needs to ask its owner for a passkey, whosever it will be.</summary>
static class AskForPasskey
{
    internal static void Map(WebApplication root) =>
        root.MapPost(Addresses.SignInPasskey + "/demande", HandleAsync)
            .IsPage(nameof(AskForPasskey), "What a browser needs to ask for a passkey.");

    static async Task<IResult> HandleAsync(
        HttpContext http, IPasskeyHandler<Account> passkeys, SealedCookie cookies)
    {
        var asked = await passkeys.MakeRequestOptionsAsync(null, http);
        new PasskeyCeremony(asked.AssertionState ?? "").Keep(http, cookies);
        return Results.Text(asked.RequestOptionsJson, "application/json");
    }
}
