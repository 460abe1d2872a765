using Caisse.ServiceDefaults;
using Yarp.ReverseProxy.Forwarder;

namespace Caisse.Gateway.Routing;

/// <summary>
/// Says in problem details why a request could not be forwarded, and whether it may have been carried out.
/// </summary>
static class AnswerForwardingError
{
    const int RetryAfterSeconds = 1;

    internal static async Task Middleware(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.GetForwarderErrorFeature() is not { } error || http.Response.HasStarted)
        {
            return;
        }
        var service = http.GetReverseProxyFeature().Cluster.Config.ClusterId;
        var refusal = Describe(http, error, service);
        if (refusal.Status >= StatusCodes.Status500InternalServerError)
        {
            http.RequestServices.GetRequiredService<ILogger<Service>>().LogWarning(
                "{Method} {Path} not forwarded to {Service}: {Error}, {Reason}",
                http.Request.Method, http.Request.Path, service, error.Error, error.Exception?.Message);
        }
        http.Response.Clear();
        if (refusal.Status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
        }
        await refusal.With("service", service).ExecuteAsync(http);
    }

    internal static Refusal Describe(
        HttpContext http, IForwarderErrorFeature error, string service) => error switch
        {
            { Exception: { } thrown } when CallersMistake(thrown) is { } bad =>
                Protecting.LargeBodies.Refuse(http, bad),
            {
                Error: ForwarderError.RequestTimedOut or ForwarderError.RequestCanceled
                    or ForwarderError.RequestBodyCanceled
            } => new(
                StatusCodes.Status504GatewayTimeout, "took-too-long",
                $"{service} did not answer in time. It may still do what was asked: "
                    + "ask again with the same Idempotency-Key."),
            { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } } => new(
                StatusCodes.Status503ServiceUnavailable, "service-unavailable",
                $"{service} is not there at the moment; nothing was done. Ask again."),
            { Error: ForwarderError.RequestBodyClient } =>
                Refusal.BadRequest("malformed-request", "The body of the request ended early."),
            _ => new(
                StatusCodes.Status503ServiceUnavailable, "service-unavailable",
                $"{service} went away before it answered. Ask again, with the same Idempotency-Key "
                    + "if the request has one."),
        };

    static BadHttpRequestException? CallersMistake(Exception thrown) => thrown switch
    {
        BadHttpRequestException bad => bad,
        AggregateException several =>
            several.InnerExceptions.Select(CallersMistake).FirstOrDefault(bad => bad is not null),
        { InnerException: { } inner } => CallersMistake(inner),
        _ => null,
    };
}
