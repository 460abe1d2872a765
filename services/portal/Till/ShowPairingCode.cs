using System.Text;
using Caisse.Portal.Layout;
using Caisse.Portal.Member;
using Caisse.Portal.Showing;
using Caisse.ServiceDefaults;

namespace Caisse.Portal.Till;

/// <summary>
/// Draws the address where a device's eight digits are typed, with the digits in it, for whoever reads it
/// with a telephone.
/// </summary>
static class ShowPairingCode
{
    internal static void Map(WebApplication app) =>
        app.MapGet("/encaisser/code/{digits:regex(^[0-9]{{8}}$)}.svg", Handle);

    static IResult Handle(string digits, IConfiguration configuration, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        var address = $"{Tokens.Issuer(configuration)}/point-de-vente/terminaux?code={digits}";
        return Results.Text(
            Codes.Draw(address, Words.Of("till.code.picture")), "image/svg+xml", Encoding.UTF8);
    }
}
