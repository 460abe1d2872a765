using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;

namespace Caisse.Identity.SigningIn;

/// <summary>The first page of signing in: asks for an address and sends a code there.</summary>
static class SendCode
{
    internal static void Map(WebApplication root) =>
        root.MapMethods(Addresses.SignIn, ["GET", "POST"], HandleAsync)
            .IsPage(nameof(SendCode), "Sign in with a code by mail.");

    static async Task<IResult> HandleAsync(
        HttpContext http, MailCodes codes, SealedCookie cookies, CancellationToken cancel)
    {
        if (http.IsAsked())
        {
            return Show(http, http.Request.Query["retour"].ToString(), "", "");
        }
        var (typed, backTo) = (http.Field("email"), http.Field("retour"));
        if (MailCodes.Normalize(typed) is not { } email)
        {
            return Show(http, backTo, typed, "sign-in.email.wrong");
        }
        if (await codes.SendAsync(email, Words.Of(http), cancel) is not { } codeId)
        {
            return Show(http, backTo, typed, "sign-in.too-many", StatusCodes.Status429TooManyRequests);
        }
        new Journey(Addresses.BackTo(backTo), codeId, MailCodes.Mask(email)).Keep(http, cookies);
        return PageSetup.GoOn(Addresses.SignInCode);
    }

    static IResult Show(
        HttpContext http, string backTo, string email, string wrong,
        int status = StatusCodes.Status200OK) => http.Page<SignInPage>(
        new Dictionary<string, object?>
        {
            ["BackTo"] = Addresses.BackTo(backTo),
            ["Email"] = email,
            ["Wrong"] = wrong,
        }, wrong.Length > 0 && status == StatusCodes.Status200OK ? StatusCodes.Status400BadRequest : status);
}
