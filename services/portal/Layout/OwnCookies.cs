namespace Caisse.Portal.Layout;

/// <summary>The portal's own cookies: they belong to this host alone wherever there is TLS.</summary>
static class OwnCookies
{
    /// <summary>
    /// Browsers keep the prefix for secure cookies; a developer's machine speaks plain HTTP.
    /// </summary>
    internal static string NameOf(string name, bool isSecure) => isSecure ? $"__Host-{name}" : name;

    internal static CookieSecurePolicy PolicyOf(bool isSecure) =>
        isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
}
