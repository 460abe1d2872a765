using System.Text.Encodings.Web;
using System.Text.Unicode;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Caisse.Identity.Pages;

/// <summary>What all pages share: their headers, who may post to them, how they are written.</summary>
static class PageSetup
{
    /// <summary>Nothing from elsewhere, nothing inline; every script of ours is a file of ours.</summary>
    const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types";

    internal static void AddPages(this ServiceRegistration service)
    {
        service.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        service.Services.AddRazorComponents();
    }

    /// <summary>Says that an address answers browsers: open to everyone, no part of the API.</summary>
    internal static void IsPage(this RouteHandlerBuilder page, string name, string summary) =>
        page.Describe(name, summary).WithTags("Identity").ExcludeFromDescription().AllowAnonymous()
            .AddEndpointFilter(async (context, next) =>
            {
                var http = context.HttpContext;
                var headers = http.Response.Headers;
                headers.ContentSecurityPolicy = Policy;
                headers["Referrer-Policy"] = "same-origin";
                headers.CacheControl = "no-store";
                headers.XContentTypeOptions = "nosniff";
                return HttpMethods.IsPost(http.Request.Method) && !IsFromHere(http)
                    ? http.Notice("elsewhere", status: StatusCodes.Status403Forbidden)
                    : await next(context);
            });

    /// <summary>Whether a page shows the form, rather than reads what was filled in.</summary>
    internal static bool IsAsked(this HttpContext http) => !HttpMethods.IsPost(http.Request.Method);

    /// <summary>A field of the form that was posted.</summary>
    internal static string Field(this HttpContext http, string name)
    {
        const int LongestField = 4000;
        var value = http.Request.HasFormContentType ? http.Request.Form[name].ToString().Trim() : "";
        return value.Length > LongestField ? "" : value;
    }

    /// <summary>A page.</summary>
    internal static IResult Page<TPage>(
        this HttpContext http, IDictionary<string, object?>? parameters = null,
        int status = StatusCodes.Status200OK) where TPage : IComponent
    {
        var all = new Dictionary<string, object?>(parameters ?? new Dictionary<string, object?>())
        {
            ["Words"] = Words.Of(http),
            ["OtherLanguage"] = OtherLanguage(http),
        };
        return new RazorComponentResult<TPage>(all)
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        };
    }

    /// <summary>A page that only says something; its words are those of the key.</summary>
    internal static IResult Notice(
        this HttpContext http, string key, string next = Addresses.SignIn,
        int status = StatusCodes.Status200OK) =>
        http.Page<NoticePage>(
            new Dictionary<string, object?> { ["Key"] = key, ["Next"] = next }, status);

    /// <summary>After a form: the next page, which may be read again without sending it again.</summary>
    internal static IResult GoOn(string address) => new SeeOther(address);

    /// <summary>
    /// Browsers say where a form came from. One that says nothing brings no cookie of ours along by itself.
    /// </summary>
    static bool IsFromHere(HttpContext http)
    {
        var site = http.Request.Headers["Sec-Fetch-Site"].ToString();
        var origin = http.Request.Headers.Origin.ToString();
        return site.Length > 0 ? site is "same-origin" or "none"
            : origin.Length == 0 || origin == $"{http.Request.Scheme}://{http.Request.Host}";
    }

    static string OtherLanguage(HttpContext http)
    {
        var other = Words.Of(http).Language == Words.French ? Words.English : Words.French;
        var query = http.Request.Query.Where(one => one.Key != Words.Parameter)
            .SelectMany(one => one.Value, (one, value) => KeyValuePair.Create(one.Key, value))
            .Append(KeyValuePair.Create(Words.Parameter, (string?)other));
        return http.Request.Path + QueryString.Create(query).ToString();
    }

    sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
