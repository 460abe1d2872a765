using Caisse.Sortition;

namespace Caisse.Portal.OwnDraw;

/// <summary>The file of a visitor's draw that is published.</summary>
static class DownloadEvidence
{
    const string Name = FacilitatedDraw.EvidenceName;

    internal static void Map(WebApplication app) => app.MapGet(
        "/tirage/{key}/" + Name, (string key, OwnDraws draws, HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            return draws.Find(key) is { State: DrawState.Done } draw
                ? Results.Bytes(draw.Files[Name], "application/json", Name) : Results.NotFound();
        });
}
