namespace Caisse.Portal.Layout;

/// <summary>Remembers a language, and goes back to the page where it was chosen.</summary>
static class ChooseLanguage
{
    internal static void Map(WebApplication app) => app.MapGet("/langue/{language}", Handle);

    static IResult Handle(string language, string? retour, HttpContext http)
    {
        if (!Languages.All.Contains(language))
        {
            return Results.NotFound();
        }
        http.Response.Cookies.Append(Languages.Cookie, language, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
        });
        return Results.LocalRedirect(OwnAddress.Of(retour, "/"));
    }
}
