using System.Text;

namespace Caisse.Gateway.Protecting;

/// <summary>
/// Finds out which client a request for a token is about, so that guessing one client's secret is slowed
/// down. Codes and refresh tokens are people's: all who use the portal share its client and its address, and
/// each of these can be used once, so they count for the address alone.
/// </summary>
static class SignInClient
{
    internal const string Address = "/oauth/token";

    const string FormType = "application/x-www-form-urlencoded";
    const string Basic = "Basic ";
    const int LargestFormBytes = 8 * 1024;
    const int LongestClientId = 200;

    static readonly string[] OfPeople =
    [
        "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code",
        // People of a demonstration, in development.
        "urn:caisse:grant-type:invitation",
    ];

    static readonly object Key = new();

    /// <summary>The client id a sign-in names, "" when it names none; null for any other request.</summary>
    internal static string? Of(HttpContext http) => http.Items[Key] as string;

    /// <summary>Reads the client id and leaves the body as it was for identity.</summary>
    internal static async Task Middleware(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsPost(http.Request.Method)
            && http.Request.Path.Equals(Address, StringComparison.OrdinalIgnoreCase))
        {
            var (inForm, grantType) = await InFormAsync(http.Request);
            var clientId = InHeader(http.Request.Headers.Authorization.ToString()) ?? inForm;
            http.Items[Key] =
                clientId.Length > LongestClientId || OfPeople.Contains(grantType) ? "" : clientId;
        }
        await next(http);
    }

    static string? InHeader(string authorization)
    {
        if (!authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        var encoded = authorization[Basic.Length..].Trim();
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length).Split(':')[0]
            : "";
    }

    static async Task<(string ClientId, string GrantType)> InFormAsync(HttpRequest request)
    {
        if (request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) != true
            || request.ContentLength is null or > LargestFormBytes)
        {
            return ("", "");
        }
        request.EnableBuffering(LargestFormBytes);
        try
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return (form["client_id"].ToString(), form["grant_type"].ToString());
        }
        catch (InvalidDataException)
        {
            return ("", ""); // Identity says what is wrong with the form.
        }
        finally
        {
            request.Body.Position = 0;
        }
    }
}
