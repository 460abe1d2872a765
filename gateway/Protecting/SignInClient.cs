using System.Text;

namespace Caisse.Gateway.Protecting;

/// <summary>
/// Finds out which client a request for a token is about, so that guessing one client's secret is slowed
/// down.
/// </summary>
static class SignInClient
{
    internal const string Address = "/oauth/token";

    const string FormType = "application/x-www-form-urlencoded";
    const string Basic = "Basic ";
    const int LargestFormBytes = 8 * 1024;
    const int LongestClientId = 200;

    static readonly object Key = new();

    /// <summary>The client id a sign-in names, "" when it names none; null for any other request.</summary>
    internal static string? Of(HttpContext http) => http.Items[Key] as string;

    /// <summary>Reads the client id and leaves the body as it was for identity.</summary>
    internal static async Task Middleware(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsPost(http.Request.Method)
            && http.Request.Path.Equals(Address, StringComparison.OrdinalIgnoreCase))
        {
            var clientId =
                InHeader(http.Request.Headers.Authorization.ToString()) ?? await InFormAsync(http.Request);
            http.Items[Key] = clientId.Length > LongestClientId ? "" : clientId;
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

    static async Task<string> InFormAsync(HttpRequest request)
    {
        if (request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) != true
            || request.ContentLength is null or > LargestFormBytes)
        {
            return "";
        }
        request.EnableBuffering(LargestFormBytes);
        try
        {
            return (await request.ReadFormAsync(request.HttpContext.RequestAborted))["client_id"].ToString();
        }
        catch (InvalidDataException)
        {
            return ""; // Identity says what is wrong with the form.
        }
        finally
        {
            request.Body.Position = 0;
        }
    }
}
