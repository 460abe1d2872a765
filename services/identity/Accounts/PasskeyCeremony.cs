namespace Caisse.Identity.Accounts;

/// <summary>
/// What must be remembered between asking a browser for a passkey and its answer; kept in that browser,
/// encrypted.
/// </summary>
sealed record PasskeyCeremony(string State)
{
    const string Cookie = "cle";

    internal void Keep(HttpContext http, SealedCookie cookies) => cookies.Write(http, Cookie, this);

    /// <summary>What was kept, once.</summary>
    internal static PasskeyCeremony? Take(HttpContext http, SealedCookie cookies)
    {
        var kept = cookies.Read<PasskeyCeremony>(http, Cookie);
        cookies.Remove(http, Cookie);
        return kept;
    }
}
