using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Diagnostics;

namespace Caisse.Gateway.Protecting;

/// <summary>Answers what went wrong in the gateway itself.</summary>
static class Exceptions
{
    internal static void AnswerExceptions(this WebApplication app) =>
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerAsync,
            SuppressDiagnosticsCallback = context =>
                context.Exception is BadHttpRequestException or OperationCanceledException,
        });

    static Task AnswerAsync(HttpContext http)
    {
        switch (http.Features.Get<IExceptionHandlerFeature>()?.Error)
        {
            // Only keys not known yet are asked for, so most callers never notice that identity is away.
            case HttpRequestException or OperationCanceledException { InnerException: TimeoutException }:
                http.Response.Headers.RetryAfter = "1";
                return new Refusal(
                    StatusCodes.Status503ServiceUnavailable, "service-unavailable",
                    "The token cannot be verified, because identity does not answer. Ask again.")
                    .ExecuteAsync(http);
            case BadHttpRequestException bad: return LargeBodies.Refuse(http, bad).ExecuteAsync(http);
            default: return HttpSetup.AnswerExceptionAsync(http);
        }
    }
}
