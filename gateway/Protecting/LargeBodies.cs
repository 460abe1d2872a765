using Caisse.ServiceDefaults;

namespace Caisse.Gateway.Protecting;

/// <summary>Bodies and headers are bounded before anything reads them.</summary>
static class LargeBodies
{
    const int LargestHeadersBytes = 32 * 1024;
    const int MostHeaders = 100;
    const int LongestRequestLineBytes = 8 * 1024;
    const int MostConnections = 10_000;

    static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

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
        http.Request.ContentLength > CaisseHost.LargestBodyBytes ? TooLarge.ExecuteAsync(http) : next(http));

    internal static Refusal Refuse(BadHttpRequestException bad) =>
        bad.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? TooLarge
        : new Refusal(bad.StatusCode, "malformed-request", bad.Message);

    static Refusal TooLarge { get; } = new Refusal(
        StatusCodes.Status413PayloadTooLarge, "body-too-large",
        $"A request may have at most {CaisseHost.LargestBodyBytes} bytes.")
        .With("largestBytes", CaisseHost.LargestBodyBytes);
}
