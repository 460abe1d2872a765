using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace Caisse.Portal.Layout;

/// <summary>French first; English for whoever chose it or whose browser prefers it.</summary>
static class Languages
{
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
                new CustomRequestCultureProvider(http => Task.FromResult(Chosen(http))),
                new AcceptLanguageHeaderRequestCultureProvider(),
            ],
        });
        app.Use((http, next) =>
        {
            http.Response.Headers.ContentLanguage = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
            return next(http);
        });
    }

    static ProviderCultureResult? Chosen(HttpContext http) =>
        http.Request.Cookies[Cookie] is { } language && All.Contains(language)
            ? new ProviderCultureResult(language)
            : null;
}
