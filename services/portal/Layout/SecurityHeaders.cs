using System.Text.RegularExpressions;
using Caisse.Portal.Till;

namespace Caisse.Portal.Layout;

/// <summary>
/// What browsers may do with a page: load what comes from here, and run nothing that is written into it.
/// </summary>
static partial class SecurityHeaders
{
    const string Everywhere =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'; ";

    const string OrdinaryPage = "img-src 'self' data:; require-trusted-types-for 'script'; trusted-types";

    internal static void UseSecurityHeaders(this WebApplication app)
    {
        var tiles = TileHost(app.Configuration);
        app.Use((http, next) =>
        {
            var isMap = MapPage().IsMatch(http.Request.Path.Value ?? "");
            var isTill = TillPolicy.Covers(http.Request.Path);
            http.Response.OnStarting(() =>
            {
                var headers = http.Response.Headers;
                // The map's library writes HTML; pictures of the ground come from where they are kept.
                headers.ContentSecurityPolicy = Everywhere + (
                    isTill ? TillPolicy.Page : isMap ? $"img-src 'self' data:{tiles}" : OrdinaryPage);
                headers["Referrer-Policy"] = "same-origin";
                headers.XContentTypeOptions = "nosniff";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Permissions-Policy"] =
                    $"camera={(isTill ? "(self)" : "()")}, microphone=(), "
                    + $"geolocation={(isMap ? "(self)" : "()")}";
                return Task.CompletedTask;
            });
            return next(http);
        });
    }

    /// <summary>What is for one person is kept by no cache.</summary>
    internal static void UseNoStore(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.User.Identity?.IsAuthenticated == true)
        {
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
        }
        return next(http);
    });

    static string TileHost(IConfiguration configuration) =>
        PortalSettings.TilesUrl.Of(configuration) is { } tiles ? $" {PortalSettings.TileHostOf(tiles)}" : "";

    [GeneratedRegex("^/[^/]+/points-de-vente(/|$)")]
    private static partial Regex MapPage();
}
