using Microsoft.AspNetCore.HttpOverrides;

namespace Caisse.Gateway.Protecting;

/// <summary>What answers carry for browsers, and which headers about the caller are believed.</summary>
static class Headers
{
    internal static void HardenAnswers(this WebApplication app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Task.CompletedTask;
        });
        return next(http);
    });

    /// <summary>
    /// <c>Forwarded:TrustedProxies</c> lists the addresses of load balancers in front, separated by commas.
    /// From anyone else
    /// headers about where a request came from are invented, and are dropped.
    /// </summary>
    internal static void TrustOnlyKnownProxies(this WebApplication app)
    {
        var trusted = GatewaySettings.TrustedProxies.Of(app.Configuration);
        if (trusted.Count > 0)
        {
            var options = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            };
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var address in trusted)
            {
                options.KnownProxies.Add(address);
            }
            app.UseForwardedHeaders(options);
        }
        app.Use((http, next) =>
        {
            foreach (var name in http.Request.Headers.Keys.Where(IsAboutOrigin).ToList())
            {
                http.Request.Headers.Remove(name);
            }
            return next(http);
        });
    }

    static bool IsAboutOrigin(string name) =>
        name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase);
}
