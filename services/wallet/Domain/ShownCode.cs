using System.Security.Cryptography;
using System.Text;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>A code that someone shows at a till for their household, as a payment finds it.</summary>
/// <param name="ExpiresAt">Until when it is good.</param>
/// <param name="UsedAt">When it paid, or null.</param>
/// <param name="EndedAt">When newer codes took its place, or null.</param>
sealed record ShownCode(DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, DateTimeOffset? EndedAt)
{
    /// <summary>A till knows by it what it has read.</summary>
    internal const string Prefix = "caisse:qr:";

    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>What is kept of a code.</summary>
    internal static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));

    /// <summary>Why it does not pay, or null.</summary>
    internal Refusal? Refuse(DateTimeOffset now, Func<DateTimeOffset, DateTimeOffset> clockOf)
    {
        if (UsedAt is { } usedAt)
        {
            var (english, french) = MomentInWords.Of(usedAt, now, clockOf);
            return TillPayment.No("code-used", $"code already used {english}", $"code déjà utilisé {french}")
                .With("usedAt", usedAt);
        }
        if (EndedAt is null && now < ExpiresAt)
        {
            return null;
        }
        var end = EndedAt ?? ExpiresAt;
        var (endEnglish, endFrench) = MomentInWords.Of(end, now, clockOf);
        return TillPayment.No(
            "code-expired", $"code expired {endEnglish}, ask for a new one",
            $"code expiré {endFrench}, en demander un nouveau").With("expiredAt", end);
    }
}
