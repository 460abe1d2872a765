using Caisse.Identity.Pages;

namespace Caisse.Identity.SigningIn;

/// <summary>Keeps which of their caisses a person goes on with.</summary>
static class ChooseCaisse
{
    internal static void Map(WebApplication root) =>
        root.MapPost(Addresses.ChooseCaisse, Handle)
            .IsPage(nameof(ChooseCaisse), "Choose a caisse to go on with.");

    static IResult Handle(HttpContext http, ChosenCaisse chosen)
    {
        chosen.Keep(http, http.Field("caisse"));
        return PageSetup.GoOn(Addresses.BackTo(http.Field("retour")));
    }
}
