using System.Globalization;
using System.Resources;

namespace Caisse.Identity.Pages;

/// <summary>The texts of pages and mails in a person's language: French, or English where they ask.</summary>
public sealed class Words(string language)
{
    internal const string French = "fr", English = "en";

    /// <summary>Asks for a language in an address; kept in a cookie of the same name.</summary>
    internal const string Parameter = "langue";

    internal static readonly ResourceManager Texts =
        new("Caisse.Identity.Pages.Texts", typeof(Words).Assembly);

    /// <summary><c>fr</c> or <c>en</c>.</summary>
    public string Language { get; } = language == English ? English : French;

    public CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(language == English ? "en-GB" : "fr-FR");

    public string this[string key] => Texts.GetString(key, Culture)
        ?? throw new InvalidOperationException($"There is no text \"{key}\".");

    public string Format(string key, params object[] values) => string.Format(Culture, this[key], values);

    /// <summary>A day and time as people write them.</summary>
    public string Moment(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString(
            Language == English ? "dddd d MMMM, HH:mm 'UTC'" : "dddd d MMMM, H 'h' mm 'UTC'", Culture);

    /// <summary>Of a request: as asked in the address, as chosen before, or as the browser prefers.</summary>
    internal static Words Of(HttpContext http)
    {
        var asked = http.Request.Query[Parameter].ToString();
        if (asked is French or English)
        {
            http.Response.Cookies.Append(
                Parameter, asked,
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax });
            return new Words(asked);
        }
        return new Words(
            http.Request.Cookies[Parameter] is French or English
            ? http.Request.Cookies[Parameter]!
            : Preferred(http));
    }

    static string Preferred(HttpContext http) => http.Request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(one => one.Quality ?? 1)
        .Select(one => one.Value.Value is { Length: >= 2 } tag ? tag[..2] : "")
        .FirstOrDefault(tag => tag is French or English) ?? French;
}
