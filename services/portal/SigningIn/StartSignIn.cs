using Caisse.Portal.Layout;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace Caisse.Portal.SigningIn;

/// <summary>Sends a person to identity's pages to sign in, then back to where they were going.</summary>
static class StartSignIn
{
    internal const string Address = "/se-connecter";
    internal const string Return = "retour";

    /// <summary>Where the household's own pages begin.</summary>
    const string First = "/mon-espace";

    internal static void Map(WebApplication app) => app.MapGet(Address, Handle);

    static IResult Handle(string? retour, string? caisse, SignInOffer offer)
    {
        if (!offer.IsOpen)
        {
            return Results.LocalRedirect(NotSignedIn.Address);
        }
        var properties = new AuthenticationProperties { RedirectUri = OwnAddress.Of(retour, First) };
        if (!string.IsNullOrEmpty(caisse) && caisse.Length <= Limits.LongestText)
        {
            properties.Items[SignIn.Caisse] = caisse;
        }
        return Results.Challenge(properties, [OpenIdConnectDefaults.AuthenticationScheme]);
    }
}
