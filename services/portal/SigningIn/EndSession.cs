using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace Caisse.Portal.SigningIn;

/// <summary>Signs a person out, here and at identity; nobody else can do it for them.</summary>
static class EndSession
{
    internal const string Address = "/se-deconnecter";

    internal static void Map(WebApplication app) => app.MapPost(Address, HandleAsync);

    static async Task<IResult> HandleAsync(HttpContext http, IAntiforgery antiforgery, SignInOffer offer)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Results.LocalRedirect("/");
        }
        string[] schemes = offer.IsOpen && (await http.AuthenticateAsync()).Succeeded
            ? [SignIn.Scheme, OpenIdConnectDefaults.AuthenticationScheme]
            : [SignIn.Scheme];
        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, schemes);
    }
}
