using System.Text;
using Caisse.Identity.Accounts;
using Caisse.Identity.Keys;
using Caisse.Identity.Pages;
using Caisse.Identity.SigningIn;
using Caisse.ServiceDefaults;
using Npgsql;

namespace Caisse.Identity.KeepingAccount;

/// <summary>
/// Adds an address to an account, or changes it, once a code that was sent there has come back.
/// </summary>
static class ChangeAddress
{
    internal const string Address = "/compte/adresse";

    internal static void Map(WebApplication root) =>
        root.MapMethods(Address, ["GET", "POST"], HandleAsync)
            .IsPage(nameof(ChangeAddress), "Add or change one's address.");

    static async Task<IResult> HandleAsync(
        HttpContext http, Sessions sessions, MailCodes codes, SealedCookie cookies, KeyEncryption encryption,
        Database database)
    {
        var cancel = http.RequestAborted;
        if (await sessions.OfAsync(http) is not { } session)
        {
            return PageSetup.GoOn(Addresses.SignIn + QueryString.Create("retour", Address));
        }
        if (http.IsAsked())
        {
            return Ask(http, "", "");
        }
        var key = encryption.Derive("addresses to be proved");
        if (http.Field("code") is { Length: > 0 } code
            && Journey.Of(http, cookies) is { CodeId: { } sent } journey)
        {
            var used = await codes.UseAsync(sent, code, cancel);
            if (used?.NewAddress is not { } proved || used.AccountId != session.AccountId)
            {
                return AskCode(http, journey.Shown!, "code.wrong");
            }
            var address = SealedBox.Open(key, proved, $"{session.AccountId}");
            return await StoreAsync(http, session.AccountId, Encoding.UTF8.GetString(address), database);
        }
        if (MailCodes.Normalize(http.Field("email")) is not { } email)
        {
            return Ask(http, http.Field("email"), "sign-in.email.wrong");
        }
        var sealedAddress = SealedBox.Seal(key, Encoding.UTF8.GetBytes(email), $"{session.AccountId}");
        if (await codes.SendToNewAddressAsync(
            email, session.AccountId, sealedAddress, Words.Of(http), cancel) is not { } codeId)
        {
            return Ask(http, email, "sign-in.too-many");
        }
        new Journey(Addresses.Account, codeId, MailCodes.Mask(email)).Keep(http, cookies);
        return AskCode(http, MailCodes.Mask(email), "");
    }

    static async Task<IResult> StoreAsync(HttpContext http, Guid accountId, string email, Database database)
    {
        var subject = Account.SubjectOf(accountId);
        await using var work = await database.BeginAsync(Grants.EveryCaisse, subject, http.RequestAborted);
        try
        {
            await work.ExecuteAsync(Store, new { accountId, email });
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Whoever reads here has proved that the address is theirs, so they may know.
            return Ask(http, email, "address.taken");
        }
        await work.AuditAsync("address.changed", subject);
        await work.CommitAsync(http.RequestAborted);
        return PageSetup.GoOn(Addresses.Account);
    }

    static IResult Ask(HttpContext http, string email, string wrong) => http.Page<AddressPage>(
        new Dictionary<string, object?> { ["Email"] = email, ["Wrong"] = wrong }, StatusOf(wrong));

    static IResult AskCode(HttpContext http, string shown, string wrong) => http.Page<CodePage>(
        new Dictionary<string, object?>
        {
            ["Shown"] = shown,
            ["Wrong"] = wrong,
            ["Action"] = Address,
            ["Again"] = Address,
        }, StatusOf(wrong));

    static int StatusOf(string wrong) =>
        wrong.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;

    const string Store = "update account set email = @email where account_id = @accountId";
}
