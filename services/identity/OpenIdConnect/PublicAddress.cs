using Caisse.Identity.Pages;


namespace Caisse.Identity.OpenIdConnect;

/// <summary>
/// Behind the gateway a request names an address that nobody outside knows: whatever is said of addresses is
/// said of the public one.
/// </summary>
sealed class PublicAddress(IConfiguration configuration) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var issuer = new Uri(Addresses.Root(configuration));
        app.Use((http, following) =>
        {
            http.Request.Scheme = issuer.Scheme;
            http.Request.Host = HostString.FromUriComponent(issuer);
            return following(http);
        });
        app.Use(ReadFormFirst);
        next(app);
    };

    /// <summary>A form that cannot be read is a mistake of its sender, in the words of RFC 6749.</summary>
    static async Task ReadFormFirst(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType)
        {
            try
            {
                await http.Request.ReadFormAsync(http.RequestAborted);
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException)
            {
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                http.Response.Headers.CacheControl = "no-store";
                await http.Response.WriteAsJsonAsync(
                    new { error = "invalid_request", error_description = "The form cannot be read." },
                    http.RequestAborted);
                return;
            }
        }
        await next(http);
    }
}
