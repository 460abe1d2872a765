using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace Caisse.Portal.Layout;

/// <summary>French first; English for whoever chose it or whose browser prefers it.</summary>
static class Languages
{
    /// <summary>Names the language in a cookie, and in the address of a page that is kept in each.</summary>
    internal const string Cookie = "langue";

    /// <summary>The first is what everyone gets who asks for none of them.</summary>
    internal static readonly string[] All = ["fr", "en"];

    internal static void UseLanguages(this WebApplication app)
    {
        // Spaces between thousands are narrow and never broken, as French typography has them.
        var cultures = All.Select(language => CultureInfo.GetCultureInfo(language)).ToList();
        app.UseRequestLocalization(new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture(cultures[0]),
            SupportedCultures = cultures,
            SupportedUICultures = cultures,
            FallBackToParentUICultures = true,
            RequestCultureProviders =
            [
                new CustomRequestCultureProvider(http => Task.FromResult(Chosen(http.Request))),
                new AcceptLanguageHeaderRequestCultureProvider(),
            ],
        });
        app.Use((http, next) =>
        {
            http.Response.Headers.ContentLanguage = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
            return next(http);
        });
    }

    static ProviderCultureResult? Chosen(HttpRequest request) =>
        Named(request.Query[Cookie]) ?? Named(request.Cookies[Cookie]);

    static ProviderCultureResult? Named(string? language) =>
        language is not null && All.Contains(language) ? new ProviderCultureResult(language) : null;
}
