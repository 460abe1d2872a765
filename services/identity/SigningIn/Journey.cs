using Caisse.Identity.Accounts;

namespace Caisse.Identity.SigningIn;

/// <summary>How far somebody has come in signing in; kept in their browser, encrypted.</summary>
/// <param name="BackTo">Where they wanted to go.</param>
/// <param name="CodeId">The code that was sent to them.</param>
/// <param name="Shown">The address it was sent to, most of it hidden.</param>
/// <param name="AccountId">Who they are, once that is proved by a first factor.</param>
/// <param name="Amr">How it was proved.</param>
/// <param name="NewSecret">The secret of a code generator that is being added, not stored yet.</param>
sealed record Journey(
    string BackTo, Guid? CodeId = null, string? Shown = null, Guid? AccountId = null,
    IReadOnlyList<string>? Amr = null, string? NewSecret = null)
{
    const string Cookie = "etape";

    internal static Journey? Of(HttpContext http, SealedCookie cookies) =>
        cookies.Read<Journey>(http, Cookie);

    internal void Keep(HttpContext http, SealedCookie cookies) => cookies.Write(http, Cookie, this);

    internal static void End(HttpContext http, SealedCookie cookies) => cookies.Remove(http, Cookie);
}
