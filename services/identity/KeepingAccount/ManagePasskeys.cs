using System.Buffers.Text;
using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Identity;

namespace Caisse.Identity.KeepingAccount;

/// <summary>Shows a person's passkeys, adds one, takes one away.</summary>
static class ManagePasskeys
{
    const int MaxKeys = 20;
    const int LongestName = 60;

    internal static void Map(WebApplication root) =>
        root.MapMethods(Addresses.Passkeys, ["GET", "POST"], HandleAsync)
            .IsPage(nameof(ManagePasskeys), "One's own passkeys.");

    static async Task<IResult> HandleAsync(
        HttpContext http, Sessions sessions, AccountRegister accounts, PasskeyStore store,
        IPasskeyHandler<Account> passkeys, SealedCookie cookies, Database database)
    {
        var cancel = http.RequestAborted;
        if (await sessions.OfAsync(http) is not { } session
            || await accounts.FindAsync(session.AccountId, cancel) is not { } account)
        {
            return PageSetup.GoOn(Addresses.SignIn + QueryString.Create("retour", Addresses.Passkeys));
        }
        var keys = await store.GetPasskeysAsync(account, cancel);
        if (http.IsAsked())
        {
            return Show(http, keys, "");
        }
        if (http.Field("remove") is { Length: > 0 } removed && Base64Url.IsValid(removed))
        {
            await store.RemovePasskeyAsync(account, Base64Url.DecodeFromChars(removed), cancel);
            await AuditAsync(account, accounts, database, "passkey.removed", cancel);
            return PageSetup.GoOn(Addresses.Passkeys);
        }
        var made = await passkeys.PerformAttestationAsync(new PasskeyAttestationContext
        {
            HttpContext = http,
            CredentialJson = http.Field("credential"),
            AttestationState = PasskeyCeremony.Take(http, cookies)?.State,
        });
        if (!made.Succeeded || made.UserEntity.Id != account.AccountId.ToString() || keys.Count >= MaxKeys)
        {
            return Show(http, keys, "keys.wrong");
        }
        made.Passkey.Name = http.Field("name") is { Length: > 0 and <= LongestName } name
            ? name
            : Words.Of(http)["keys.one"];
        await store.AddOrUpdatePasskeyAsync(account, made.Passkey, cancel);
        await AuditAsync(account, accounts, database, "passkey.added", cancel);
        return PageSetup.GoOn(Addresses.Passkeys);
    }

    static async Task AuditAsync(
        Account account, AccountRegister accounts, Database database, string what, CancellationToken cancel)
    {
        var caisse = CompleteSignIn.CaisseOf(await accounts.GrantsAsync(account.AccountId, cancel));
        await using var work = await database.BeginAsync(caisse, account.Subject, cancel);
        await work.AuditAsync(what, account.Subject);
        await work.CommitAsync(cancel);
    }

    static IResult Show(HttpContext http, IEnumerable<UserPasskeyInfo> keys, string wrong) =>
        http.Page<PasskeysPage>(
            new Dictionary<string, object?>
            {
                ["Keys"] = keys.Select(key =>
                    (Base64Url.EncodeToString(key.CredentialId), key.Name ?? "", key.CreatedAt)).ToList(),
                ["Wrong"] = wrong,
            }, wrong.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
}
