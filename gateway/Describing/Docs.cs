using Scalar.AspNetCore;

namespace Caisse.Gateway.Describing;

/// <summary>
/// Pages to read the description and to try it out. All that they are made of is served from here, so they
/// work offline, and browsers are told to take nothing from elsewhere.
/// </summary>
static class Docs
{
    internal const string Address = "/docs";

    internal static void UseDocsPolicy(this WebApplication app) =>
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Address), docs => docs.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.ContentSecurityPolicy =
                    Policy(http.Items[ScalarOptions.NonceHttpContextItemKey] as string);
                return Task.CompletedTask;
            });
            return next(http);
        }));

    internal static void MapDocs(this WebApplication app)
    {
        app.MapScalarApiReference(Address, Configure).AllowAnonymous();
        MapFile(app, "docs.js", "text/javascript");
        MapFile(app, "caisse.svg", "image/svg+xml");
    }

    /// <summary>
    /// Only the page itself has a script within, under a number used once; its styles and those that the
    /// library adds while it runs are written into it, and icons are data.
    /// </summary>
    static string Policy(string? nonce) =>
        $"default-src 'none'; script-src 'self'{(nonce is null ? "" : $" 'nonce-{nonce}'")}; "
        + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Said from the start: a browser that is told later has asked for one elsewhere.</summary>
    const string Icon = """<link rel="icon" href="caisse.svg" type="image/svg+xml" />""";

    /// <summary>Whatever would call or lead elsewhere is off; the only fonts are the reader's own.</summary>
    static void Configure(ScalarOptions docs) => docs
        .WithTitle("Caisse: the API")
        .WithOpenApiRoutePattern(Description.Address)
        .WithNonce()
        .WithJavaScriptConfiguration("docs/docs.js")
        .WithFavicon("caisse.svg").AddHeadContent(Icon)
        .WithCustomCss(Read("docs.css"))
        .AddPreferredSecuritySchemes(["oauth2"])
        .DisableDefaultFonts()
        .DisableTelemetry().DisableAgent().DisableMcp().HideClientButton().HideDeveloperTools();

    static void MapFile(WebApplication app, string name, string contentType)
    {
        var content = Read(name);
        app.MapGet($"{Address}/{name}", () => TypedResults.Text(content, contentType)).AllowAnonymous();
    }

    static string Read(string name)
    {
        using var stream = typeof(Docs).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
