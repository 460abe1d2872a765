using System.Text;

namespace Caisse.Portal.Till;

/// <summary>Gives browsers the till's worker, at an address below what it looks after.</summary>
static class ServeWorker
{
    internal static void Map(WebApplication app) => app.MapGet("/encaisser/sw.js", HandleAsync);

    static async Task<IResult> HandleAsync(TillShell shell, HttpContext http)
    {
        http.Response.Headers["Service-Worker-Allowed"] = "/encaisser";
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Text(await shell.WorkerAsync(), "text/javascript", Encoding.UTF8);
    }
}
