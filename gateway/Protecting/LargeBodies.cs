using Caisse.ServiceDefaults;
using Yarp.ReverseProxy.Model;

namespace Caisse.Gateway.Protecting;

/// <summary>Bodies and headers are bounded before anything reads them.</summary>
static class LargeBodies
{
    const int LargestHeadersBytes = 32 * 1024;
    const int MostHeaders = 100;
    const int LongestRequestLineBytes = 8 * 1024;
    const int MostConnections = 10_000;

    static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The addresses, as in <c>routes.json</c>, where a file comes with the body.</summary>
    static readonly string[] WithFiles =
        ["/v1/caisses/{caisse}/receipt-claims/{**rest}", "/v1/caisses/{caisse}/imports/{**rest}"];

    /// <summary>How large a body an address takes, in bytes.</summary>
    internal static long LargestOf(string path) =>
        WithFiles.Contains(path) ? CaisseHost.LargestBodyWithFileBytes : CaisseHost.LargestBodyBytes;

    internal static void LimitConnections(this WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = CaisseHost.LargestBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = LargestHeadersBytes;
        kestrel.Limits.MaxRequestHeaderCount = MostHeaders;
        kestrel.Limits.MaxRequestLineSize = LongestRequestLineBytes;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
    });

    /// <summary>
    /// Turns away a body that says it is too large; one that does not say is cut off while it is forwarded.
    /// </summary>
    internal static void RefuseLargeBodies(this WebApplication app) => app.Use((http, next) =>
        http.Request.ContentLength > LargestOf(http) ? TooLarge(http).ExecuteAsync(http) : next(http));

    internal static Refusal Refuse(HttpContext http, BadHttpRequestException bad) =>
        bad.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? TooLarge(http)
        : new Refusal(bad.StatusCode, "malformed-request", bad.Message);

    static Refusal TooLarge(HttpContext http) => new Refusal(
        StatusCodes.Status413PayloadTooLarge, "body-too-large",
        $"This request may have at most {LargestOf(http)} bytes.").With("largestBytes", LargestOf(http));

    static long LargestOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.MaxRequestBodySize
        ?? CaisseHost.LargestBodyBytes;
}
