using Caisse.Portal.Calling;
using Caisse.Portal.Showing;

namespace Caisse.Portal.Managing;

/// <summary>The points of sale as a file.</summary>
static class DownloadPlaces
{
    static readonly string[] Columns = ["settlement.place", "place.kind", "households.where", "list.state"];

    internal static void Map(WebApplication app) =>
        app.MapGet($"/gestion/points-de-vente.{Sheets.Formats}", HandleAsync).RequireAuthorization();

    static async Task<IResult> HandleAsync(
        string format, string? etat, string? q, OwnCaisse own, CancellationToken cancel)
    {
        var all = await own.ListAsync<ListedPlace>("points-of-sale", cancel);
        return Sheets.Answer(
            all.Select(list => Sheets.Of(Columns, Places.Filter(list, etat, q), one =>
            [
                one.Name, Words.OrWord("kind", one.Kind),
                $"{one.Place.Street}, {one.Place.PostalCode} {one.Place.City}",
                Words.OrWord("state", one.State),
            ])),
            "points-de-vente", format);
    }
}
