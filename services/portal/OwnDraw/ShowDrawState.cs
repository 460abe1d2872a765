namespace Caisse.Portal.OwnDraw;

/// <summary>How far a visitor's draw is, for the script that waits for it.</summary>
static class ShowDrawState
{
    internal static void Map(WebApplication app) => app.MapGet(
        "/tirage/{key}/etat", (string key, OwnDraws draws, HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            return draws.Find(key) is { } draw
                ? Results.Json(new { state = $"{draw.State}", text = DrawWords.Progress(draw) })
                : Results.NotFound();
        });
}
