using Caisse.ServiceDefaults;

namespace Caisse.Portal.Layout;

/// <summary>
/// Pages are read at the platform's public address, whatever the portal's own is: links and cookies follow
/// the former.
/// </summary>
static class PublicAddress
{
    internal static void UsePublicAddress(this WebApplication app)
    {
        var address = new Uri(Tokens.Issuer(app.Configuration));
        app.Use((http, next) =>
        {
            http.Request.Scheme = address.Scheme;
            http.Request.Host = HostString.FromUriComponent(address);
            return next(http);
        });
    }
}
