namespace Caisse.Portal.Layout;

/// <summary>
/// Whoever asks for the head of a page, a monitor or a preview of a link, gets what the page would say of
/// itself. The server leaves the body out, since it was asked so.
/// </summary>
static class HeadAsGet
{
    internal static void UseHeadAsGet(this WebApplication app) => app.Use(async (http, next) =>
    {
        var isHead = HttpMethods.IsHead(http.Request.Method);
        if (isHead)
        {
            http.Request.Method = HttpMethods.Get;
        }
        await next(http);
        if (isHead)
        {
            http.Request.Method = HttpMethods.Head;
        }
    });
}
