using System.Security.Cryptography;
using System.Text;
using Caisse.Identity.Accounts;
using Caisse.Identity.Mailing;
using Caisse.Identity.Pages;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.SigningIn;

/// <summary>Signs a person in once who they are is proved well enough for what they may do.</summary>
sealed class CompleteSignIn(
    Database database, AccountRegister accounts, Sessions sessions, SealedCookie cookies, Letterbox letterbox)
{
    internal const string ByMail = "otp", TwoFactors = "mfa", ByKey = "hwk", ByInvitation = "invitation",
        InDemonstration = "demo";

    const string DeviceCookie = "appareil";
    const int DeviceBytes = 16;

    static readonly TimeSpan DeviceKnownFor = TimeSpan.FromDays(400);

    /// <summary>Proofs that are enough for whoever moves money or gives rights.</summary>
    static readonly string[] Strong = [TwoFactors, ByKey, InDemonstration];

    /// <summary>Whether what was proved is enough for these grants.</summary>
    internal static bool IsEnough(IEnumerable<string> amr, IEnumerable<AccountGrant> grants) =>
        !AccountRegister.NeedsSecondFactor(grants) || amr.Intersect(Strong).Any();

    /// <summary>Starts the session and goes on, or asks for the second factor first.</summary>
    internal async Task<IResult> GoOnAsync(
        HttpContext http, Guid accountId, IReadOnlyList<string> amr, string backTo)
    {
        var cancel = http.RequestAborted;
        var grants = await accounts.GrantsAsync(accountId, cancel);
        if (!IsEnough(amr, grants))
        {
            new Journey(backTo, AccountId: accountId, Amr: amr).Keep(http, cookies);
            return PageSetup.GoOn(Addresses.SecondFactor);
        }
        await StartAsync(http, accountId, amr, grants);
        return PageSetup.GoOn(Addresses.BackTo(backTo));
    }

    /// <summary>Starts the session.</summary>
    internal async Task StartAsync(
        HttpContext http, Guid accountId, IReadOnlyList<string> amr, IReadOnlyList<AccountGrant> grants)
    {
        var caisse = CaisseOf(grants);
        var subject = Account.SubjectOf(accountId);
        var isStaff = AccountRegister.IsStaff(grants);
        await using var work = await database.BeginAsync(caisse, subject, http.RequestAborted);
        var sessionId = await sessions.StartAsync(http, work, accountId, amr, isStaff);
        await work.AuditAsync("sign-in", subject, null, new { sessionId, amr });
        if (await NoteDeviceAsync(http, work, accountId) && isStaff)
        {
            await TellAsync(work, accountId, http);
        }
        await work.CommitAsync(http.RequestAborted);
        Journey.End(http, cookies);
    }

    /// <summary>The caisse whose audit trail tells of a person; the operator's for one of none.</summary>
    internal static string CaisseOf(IReadOnlyList<AccountGrant> grants) =>
        grants.Count > 0 ? grants[0].CaisseId : Grants.EveryCaisse;

    /// <summary>Whether the account has signed in before, and never from this browser.</summary>
    async Task<bool> NoteDeviceAsync(HttpContext http, Work work, Guid accountId)
    {
        var now = TimeProvider.System.GetUtcNow();
        var device = http.Request.Cookies[cookies.NameOf(DeviceCookie)] is { Length: 2 * DeviceBytes } known
            ? known
            : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(DeviceBytes));
        http.Response.Cookies.Append(
            cookies.NameOf(DeviceCookie), device, cookies.Options(now + DeviceKnownFor));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(device)));
        return await work.OneAsync<bool>(NoteDevice, new { accountId, hash, now });
    }

    async Task TellAsync(Work work, Guid accountId, HttpContext http)
    {
        if (await accounts.FindAsync(accountId, http.RequestAborted) is not { Email: { } email } account)
        {
            return;
        }
        var words = new Words(account.Language);
        await letterbox.PostAsync(work, new Letter(
            email, words["mail.device.subject"],
            words.Format(
                "mail.device.body", account.Name, words.Moment(TimeProvider.System.GetUtcNow()),
                http.Request.Headers.UserAgent.ToString())));
    }

    const string NoteDevice =
        """
        with before as (
            select count(*) as devices, count(*) filter (where device_sha256 = @hash) as this_one
            from known_device where account_id = @accountId),
        noted as (
            insert into known_device (account_id, device_sha256, seen_at) values (@accountId, @hash, @now)
            on conflict (account_id, device_sha256) do update set seen_at = excluded.seen_at)
        select devices > 0 and this_one = 0 from before
        """;
}
