using System.Net.Mail;
using Caisse.Identity.Accounts;
using Caisse.Identity.Mailing;
using Caisse.Identity.Pages;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Codes by mail: six digits, ten minutes, five tries, three an hour for one address. An address without an
/// account is treated alike but for the mail.
/// </summary>
sealed class MailCodes(Database database, AccountRegister accounts, Codes codes, Letterbox letterbox)
{
    const int MaxTries = 5;
    const int MaxAnHour = 3;
    const int LongestEmail = 254;
    const int DigitsInGroup = 3;

    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>An address as it is compared and kept; null when it is none.</summary>
    internal static string? Normalize(string typed)
    {
        var email = typed.Trim().ToLowerInvariant();
        return email.Length is > 0 and <= LongestEmail && !email.Any(char.IsControl)
            && MailAddress.TryCreate(email, out var address) && address.Address == email
            ? email
            : null;
    }

    /// <summary>n•••••@exemple.fr: enough to see a slip, not enough to read over a shoulder.</summary>
    internal static string Mask(string email) => $"{email[0]}•••••{email[email.LastIndexOf('@')..]}";

    /// <summary>Sends a code that signs in whoever has the address; null when there were too many.</summary>
    internal async Task<Guid?> SendAsync(string email, Words words, CancellationToken cancel)
    {
        var account = await accounts.FindByEmailAsync(email, cancel);
        return await SendAsync(
            email, account?.AccountId, null, account is null, new Words(account?.Language ?? words.Language),
            cancel);
    }

    /// <summary>Sends a code that proves an address to be the account's own; null when too many.</summary>
    internal Task<Guid?> SendToNewAddressAsync(
        string email, Guid accountId, byte[] sealedAddress, Words words, CancellationToken cancel) =>
        SendAsync(email, accountId, sealedAddress, false, words, cancel);

    async Task<Guid?> SendAsync(
        string email, Guid? accountId, byte[]? newAddress, bool isSilent, Words words,
        CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        var code = Codes.MakeForMail();
        var codeId = Guid.CreateVersion7();
        var row = new
        {
            codeId,
            Address = codes.Hash("address", email),
            Hash = codes.Hash($"{codeId}", code),
            accountId,
            newAddress,
            now,
            Until = now + Lifetime,
            MaxAnHour,
        };
        await using var work = await database.BeginAsync("", IdentityService.Name, cancel);
        await work.ExecuteAsync(OneAtATime, row);
        if (await work.ExecuteAsync(Insert, row) == 0)
        {
            return null;
        }
        if (!isSilent)
        {
            await letterbox.PostAsync(work, Write(email, code, words));
        }
        await work.CommitAsync(cancel);
        return codeId;
    }

    /// <summary>
    /// Uses a code up; the row when it was right. A wrong one counts, and after five none is right any more.
    /// </summary>
    internal async Task<UsedCode?> UseAsync(Guid codeId, string typed, CancellationToken cancel)
    {
        var hash = codes.Hash($"{codeId}", Codes.Normalize(typed));
        await using var work = await database.BeginAsync("", IdentityService.Name, cancel);
        var used = await work.FindAsync<UsedCode>(
            Try, new { codeId, hash, Now = TimeProvider.System.GetUtcNow(), MaxTries });
        await work.CommitAsync(cancel);
        return used is { IsRight: true, AccountId: not null } ? used : null;
    }

    static Letter Write(string email, string code, Words words)
    {
        var grouped = Codes.InGroups(code, DigitsInGroup);
        return new Letter(
            email, words.Format("mail.code.subject", grouped), words.Format("mail.code.body", grouped));
    }

    internal sealed record UsedCode
    {
        public required bool IsRight { get; init; }
        public Guid? AccountId { get; init; }
        public byte[]? NewAddress { get; init; }
    }

    const string OneAtATime = "select pg_advisory_xact_lock(hashtextextended(@Address, 0))";

    const string Insert =
        """
        insert into email_code (
            code_id, address_hmac, code_hmac, account_id, new_address, sent_at, expires_at)
        select @codeId, @Address, @Hash, @accountId, @newAddress, @now, @Until
        where (
            select count(*) from email_code
            where address_hmac = @Address and sent_at > @now - interval '1 hour') < @MaxAnHour
        """;

    const string Try =
        """
        update email_code set
            tries = tries + 1, used_at = case when code_hmac = @hash then @Now end
        where code_id = @codeId and tries < @MaxTries and used_at is null and expires_at > @Now
        returning code_hmac = @hash as is_right, account_id, new_address
        """;
}
