using Caisse.Identity.Accounts;
using Caisse.Identity.Pages;
using OtpNet;
using QRCoder;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Asks whoever moves money or gives rights for a second proof; the first time, has them add a code
/// generator and keep their recovery codes.
/// </summary>
static class CheckSecondFactor
{
    const string Issuer = "Caisse";

    internal static void Map(WebApplication root) =>
        root.MapMethods(Addresses.SecondFactor, ["GET", "POST"], HandleAsync)
            .IsPage(nameof(CheckSecondFactor), "Type the code of a generator, or add one.");

    static async Task<IResult> HandleAsync(
        HttpContext http, SecondFactors factors, SealedCookie cookies, CompleteSignIn complete,
        AccountRegister accounts, RefusedSignIns refused)
    {
        var cancel = http.RequestAborted;
        if (Journey.Of(http, cookies) is not { AccountId: { } accountId } journey)
        {
            return PageSetup.GoOn(Addresses.SignIn);
        }
        if (!await factors.IsThereAsync(accountId, cancel))
        {
            return await AddAsync(http, journey, factors, cookies, complete, accounts);
        }
        if (http.IsAsked())
        {
            return Show(http, "");
        }
        if (!await factors.UseAsync(accountId, http.Field("code"), cancel))
        {
            var caisse = CompleteSignIn.CaisseOf(await accounts.GrantsAsync(accountId, cancel));
            await refused.NoteAsync(caisse, Account.SubjectOf(accountId), "wrong-second-factor", cancel);
            return Show(http, "second.wrong");
        }
        return await complete.GoOnAsync(
            http, accountId, [.. journey.Amr ?? [], CompleteSignIn.TwoFactors], journey.BackTo);
    }

    static async Task<IResult> AddAsync(
        HttpContext http, Journey journey, SecondFactors factors, SealedCookie cookies,
        CompleteSignIn complete, AccountRegister accounts)
    {
        var cancel = http.RequestAborted;
        var accountId = journey.AccountId!.Value;
        var account = await accounts.FindAsync(accountId, cancel);
        var secret = journey.NewSecret ?? SecondFactors.NewSecret();
        if (http.IsAsked() || journey.NewSecret is null || account is null)
        {
            (journey with { NewSecret = secret }).Keep(http, cookies);
            return ShowNew(http, secret, account?.Name ?? "", "");
        }
        var bytes = Base32Encoding.ToBytes(secret);
        if (SecondFactors.StepOf(bytes, http.Field("code")) is not { } step)
        {
            return ShowNew(http, secret, account.Name, "second.wrong");
        }
        var grants = await accounts.GrantsAsync(accountId, cancel);
        var codes = await factors.AddAsync(
            accountId, CompleteSignIn.CaisseOf(grants), bytes, step, cancel);
        await complete.StartAsync(
            http, accountId, [.. journey.Amr ?? [], CompleteSignIn.TwoFactors], grants);
        return http.Page<RecoveryCodesPage>(new Dictionary<string, object?>
        {
            ["Codes"] = codes.Select(code => Codes.InGroups(code, 5)).ToList(),
            ["BackTo"] = Addresses.BackTo(journey.BackTo),
        });
    }

    static IResult Show(HttpContext http, string wrong) =>
        http.Page<SecondFactorPage>(new Dictionary<string, object?> { ["Wrong"] = wrong }, StatusOf(wrong));

    static IResult ShowNew(HttpContext http, string secret, string name, string wrong)
    {
        var address = new OtpUri(OtpType.Totp, secret, name, Issuer).ToString();
        using var square = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var drawing = new SvgQRCode(square);
        return http.Page<SecondFactorPage>(
            new Dictionary<string, object?>
            {
                ["Wrong"] = wrong,
                ["Secret"] = Codes.InGroups(secret, 4),
                ["Drawing"] = drawing.GetGraphic(
                    4, "#1a0f1e", "#ffffff", true, SvgQRCode.SizingMode.ViewBoxAttribute),
            }, StatusOf(wrong));
    }

    static int StatusOf(string wrong) =>
        wrong.Length > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
}
