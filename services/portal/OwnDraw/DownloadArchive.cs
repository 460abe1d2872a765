namespace Caisse.Portal.OwnDraw;

/// <summary>All files of a visitor's draw.</summary>
static class DownloadArchive
{
    internal static void Map(WebApplication app) => app.MapGet(
        "/tirage/{key}/" + DrawArchive.Name, (string key, OwnDraws draws, HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            return draws.Find(key) is { State: DrawState.Done } draw
                ? Results.Bytes(DrawArchive.Pack(draw.Files), "application/zip", DrawArchive.Name)
                : Results.NotFound();
        });
}
