using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Identity;

namespace Caisse.Identity.SigningIn;

/// <summary>Signs in the owner of a passkey; it counts as two factors, since it verifies them.</summary>
static class SignInWithPasskey
{
    internal static void Map(WebApplication root) =>
        root.MapPost(Addresses.SignInPasskey, HandleAsync)
            .IsPage(nameof(SignInWithPasskey), "Sign in with a passkey.");

    static async Task<IResult> HandleAsync(
        HttpContext http, IPasskeyHandler<Account> passkeys, PasskeyStore store, SealedCookie cookies,
        CompleteSignIn complete, RefusedSignIns refused)
    {
        var cancel = http.RequestAborted;
        var backTo = Addresses.BackTo(http.Field("retour"));
        var shown = await passkeys.PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = http,
            CredentialJson = http.Field("credential"),
            AssertionState = PasskeyCeremony.Take(http, cookies)?.State,
        });
        if (!shown.Succeeded)
        {
            await refused.NoteAsync(Grants.EveryCaisse, "passkey", "wrong-passkey", cancel);
            return http.Page<SignInPage>(
                new Dictionary<string, object?> { ["BackTo"] = backTo, ["Wrong"] = "passkey.wrong" },
                StatusCodes.Status400BadRequest);
        }
        // Its counter grows: a copy of the key would fall behind.
        await store.AddOrUpdatePasskeyAsync(shown.User, shown.Passkey, cancel);
        return await complete.GoOnAsync(http, shown.User.AccountId, [CompleteSignIn.ByKey], backTo);
    }
}
