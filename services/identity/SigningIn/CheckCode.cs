using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.SigningIn;

/// <summary>Asks for the code that was sent; does not say which of address and code was wrong.</summary>
static class CheckCode
{
    internal static void Map(WebApplication root) =>
        root.MapMethods(Addresses.SignInCode, ["GET", "POST"], HandleAsync)
            .IsPage(nameof(CheckCode), "Type the code that came by mail.");

    static async Task<IResult> HandleAsync(
        HttpContext http, MailCodes codes, SealedCookie cookies, CompleteSignIn complete,
        RefusedSignIns refused, CancellationToken cancel)
    {
        if (Journey.Of(http, cookies) is not { CodeId: { } codeId } journey)
        {
            return PageSetup.GoOn(Addresses.SignIn);
        }
        if (http.IsAsked())
        {
            return Show(http, journey, "");
        }
        if (await codes.UseAsync(codeId, http.Field("code"), cancel)
            is not { NewAddress: null, AccountId: { } accountId })
        {
            await refused.NoteAsync(Grants.EveryCaisse, $"{codeId:N}", "wrong-mail-code", cancel);
            return Show(http, journey, "code.wrong");
        }
        return await complete.GoOnAsync(http, accountId, [CompleteSignIn.ByMail], journey.BackTo);
    }

    static IResult Show(HttpContext http, Journey journey, string wrong) => http.Page<CodePage>(
        new Dictionary<string, object?>
        {
            ["Shown"] = journey.Shown,
            ["Wrong"] = wrong,
            ["Again"] = Addresses.SignIn + QueryString.Create("retour", journey.BackTo),
        }, wrong.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
}
