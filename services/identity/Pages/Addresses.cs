using Caisse.ServiceDefaults;

namespace Caisse.Identity.Pages;

/// <summary>The addresses that people and their programs meet.</summary>
static class Addresses
{
    internal const string Authorize = "/oauth/authorize";
    internal const string Token = "/oauth/token";
    internal const string SignOut = "/oauth/logout";
    internal const string SignIn = "/connexion";
    internal const string SignInCode = "/connexion/code";
    internal const string SecondFactor = "/connexion/deuxieme";
    internal const string SignInPasskey = "/connexion/cle";
    internal const string ChooseCaisse = "/connexion/caisse";
    internal const string Consent = "/connexion/accord";
    internal const string RefusedRequest = "/connexion/refus";
    internal const string Invitation = "/invitation";
    internal const string Device = "/appareil";
    internal const string Account = "/compte";
    internal const string Passkeys = "/compte/cles";
    internal const string Devices = "/compte/appareils";

    /// <summary>
    /// The platform's public address with its closing slash: as issuer, since OpenIddict writes it so, and as
    /// the beginning of every address that people are given.
    /// </summary>
    internal static string Root(IConfiguration configuration) =>
        Tokens.Issuer(configuration).TrimEnd('/') + "/";

    /// <summary>
    /// An address of this platform to go back to, or the account's page: never another site, so that a link
    /// cannot lead people elsewhere through us.
    /// </summary>
    internal static string BackTo(string? address) =>
        address is { Length: > 1 and <= 4000 } && address[0] == '/' && address[1] is not ('/' or '\\')
            && !address.Any(char.IsControl) && !address.Contains('\\', StringComparison.Ordinal)
            ? address
            : address == "/" ? address : Account;
}
