using System.Net;
using System.Text.RegularExpressions;

namespace Caisse.Identity.Tests;

/// <summary>
/// A browser as far as pages without JavaScript need one: keeps cookies, follows redirects on the platform,
/// stops where one leads elsewhere, sends a page's own form.
/// </summary>
sealed partial class Browser : IDisposable
{
    const int MaxRedirects = 10;

    readonly Uri origin;
    readonly HttpClient http;

    readonly string issuer;

    internal Browser(Uri origin, string issuer = "http://localhost:8080")
    {
        (this.origin, this.issuer) = (origin, issuer);
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies })
        {
            BaseAddress = origin,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Browser/1.0");
    }

    internal CookieContainer Cookies { get; } = new();

    /// <summary>Where it is: a path here, or an address elsewhere.</summary>
    internal string At { get; private set; } = "";

    internal string Page { get; private set; } = "";

    internal HttpStatusCode Status { get; private set; }

    internal HttpResponseMessage Last { get; private set; } = null!;

    internal string Title => WebUtility.HtmlDecode(TitleOf().Match(Page).Groups[1].Value);

    internal Task<Browser> OpenAsync(string address) => SendAsync(HttpMethod.Get, address, null);

    /// <summary>Sends the first form of the page that has a field or button of this name.</summary>
    internal async Task<Browser> SubmitAsync(params (string Name, string Value)[] typed)
    {
        var form = Forms().Matches(Page).Select(match => match.Value)
            .First(one => typed.All(
                field => one.Contains($"name=\"{field.Name}\"", StringComparison.Ordinal)));
        var hidden = Hidden().Matches(form).Select(match => (
            match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)));
        var action = WebUtility.HtmlDecode(Action().Match(form).Groups[1].Value);
        return await SendAsync(HttpMethod.Post, action.Length > 0 ? action : At, [.. hidden, .. typed]);
    }

    internal async Task<Browser> SendAsync(
        HttpMethod method, string address, IReadOnlyList<(string Name, string Value)>? fields,
        string? from = null)
    {
        for (var hop = 0; hop < MaxRedirects; hop++)
        {
            using var request = new HttpRequestMessage(method, new Uri(origin, address));
            if (fields is not null)
            {
                request.Content = new FormUrlEncodedContent(
                    fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
                request.Headers.Add("Origin", from ?? issuer);
            }
            Last = await http.SendAsync(request);
            (At, Status) = (address, Last.StatusCode);
            Page = await Last.Content.ReadAsStringAsync();
            if (Last.Headers.Location is not { } next)
            {
                return this;
            }
            if (next.IsAbsoluteUri && next.Host != "localhost" && next.Host != origin.Host)
            {
                At = next.AbsoluteUri;
                return this;
            }
            var path = next.IsAbsoluteUri ? next.PathAndQuery : next.OriginalString;
            if (path.StartsWith("/signin-oidc", StringComparison.Ordinal)
                || path.StartsWith("/signout-callback-oidc", StringComparison.Ordinal))
            {
                At = path;
                return this;
            }
            (method, address, fields) = (HttpMethod.Get, path, null);
        }
        throw new InvalidOperationException($"Too many redirects, the last to {address}.");
    }

    /// <summary>A parameter of the address it stopped at.</summary>
    internal string Parameter(string name) => System.Web.HttpUtility.ParseQueryString(
        At[(At.IndexOf('?', StringComparison.Ordinal) + 1)..])[name] ?? "";

    public void Dispose() => http.Dispose();

    [GeneratedRegex("<title>(.*?)</title>", RegexOptions.Singleline)]
    private static partial Regex TitleOf();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("<form[^>]* action=\"([^\"]*)\"")]
    private static partial Regex Action();
}
