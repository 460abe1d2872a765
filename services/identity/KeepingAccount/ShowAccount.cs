using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;
using Caisse.Identity.SigningIn;

namespace Caisse.Identity.KeepingAccount;

/// <summary>A person's own page: how they sign in, where, and with which address.</summary>
static class ShowAccount
{
    internal static void Map(WebApplication root) =>
        root.MapGet(Addresses.Account, HandleAsync)
            .IsPage(nameof(ShowAccount), "One's own account.");

    static async Task<IResult> HandleAsync(
        HttpContext http, Sessions sessions, AccountRegister accounts, SecondFactors factors,
        PasskeyStore passkeys)
    {
        var cancel = http.RequestAborted;
        if (await sessions.OfAsync(http) is not { } session
            || await accounts.FindAsync(session.AccountId, cancel) is not { } account)
        {
            return PageSetup.GoOn(Addresses.SignIn + QueryString.Create("retour", Addresses.Account));
        }
        var grants = await accounts.GrantsAsync(account.AccountId, cancel);
        var names = await accounts.NamesAsync(grants.Select(grant => grant.CaisseId), cancel);
        var keys = await passkeys.GetPasskeysAsync(account, cancel);
        return http.Page<AccountPage>(new Dictionary<string, object?>
        {
            ["Account"] = account.Name,
            ["Email"] = account.Email ?? "",
            ["Caisses"] = grants
                .Select(grant => names.GetValueOrDefault(grant.CaisseId, grant.CaisseId)).ToList(),
            ["Keys"] = keys.Count,
            ["Sessions"] = (await sessions.ListAsync(account.AccountId, cancel)).Count,
            ["HasSecondFactor"] = await factors.IsThereAsync(account.AccountId, cancel),
            ["CannotComeBack"] = account.Email is null && keys.Count == 0,
        });
    }
}
