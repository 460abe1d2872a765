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

    static Task AnswerAsync(HttpContext http) =>
        http.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException bad
            ? LargeBodies.Refuse(http, bad).ExecuteAsync(http)
            : HttpSetup.AnswerExceptionAsync(http);
}
