using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.ServiceDefaults;

/// <summary>How every service speaks HTTP.</summary>
public static class HttpSetup
{
    /// <summary>JSON, problem details and the API description.</summary>
    public static void AddCaisseHttp(this WebApplicationBuilder builder, string service)
    {
        builder.Services.ConfigureHttpJsonOptions(json => CaisseJson.ConfigureHttp(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddOpenApi("v1", options => options.DescribeCaisse(service));
    }

    /// <summary>
    /// Problem details for every failure, the development clock, authentication and authorisation.
    /// </summary>
    public static void UseCaisseHttp(this WebApplication app)
    {
        var mayTellTime = SharedSettings.RequestTime.Of(app.Configuration);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerExceptionAsync,
            SuppressDiagnosticsCallback = IsCallersMistake,
        });
        app.UseStatusCodePages(context => AnswerEmptyAsync(context.HttpContext));
        app.Use((http, next) => RequestClock.Middleware(http, next, mayTellTime));
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseBoundCaisse();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }

    /// <summary>Names a use case in the API description.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="useCase">Verb and noun, as its file is named.</param>
    /// <param name="summary">What it does, in a sentence.</param>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder endpoint, string useCase, string summary)
    {
        ArgumentException.ThrowIfNullOrEmpty(useCase);
        return endpoint.WithName(char.ToLowerInvariant(useCase[0]) + useCase[1..]).WithSummary(summary);
    }

    /// <summary>Says that the endpoint creates: 201 with a <c>Location</c>.</summary>
    public static RouteHandlerBuilder Creates(this RouteHandlerBuilder endpoint) =>
        endpoint.Succeeds(StatusCodes.Status201Created);

    /// <summary>
    /// Says that the endpoint starts something that goes on: 202 with a <c>Location</c> to watch.
    /// </summary>
    public static RouteHandlerBuilder Accepts202(this RouteHandlerBuilder endpoint) =>
        endpoint.Succeeds(StatusCodes.Status202Accepted);

    /// <summary>Lets the endpoint take a body with a file in it.</summary>
    public static RouteHandlerBuilder TakesFile(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new RequestSizeLimitAttribute(CaisseHost.LargestBodyWithFileBytes));

    static RouteHandlerBuilder Succeeds(this RouteHandlerBuilder endpoint, int status)
    {
        endpoint.Finally(builder =>
        {
            builder.Metadata.Add(new SuccessStatus(status));
            var ok = builder.Metadata.OfType<ProducesResponseTypeMetadata>()
                .FirstOrDefault(m => m.StatusCode == StatusCodes.Status200OK);
            if (ok is not null)
            {
                builder.Metadata.Remove(ok);
                builder.Metadata.Add(new ProducesResponseTypeMetadata(status, ok.Type, [.. ok.ContentTypes]));
            }
        });
        return endpoint;
    }

    static readonly Refusal KeysAreAway = Refusal.Later(
        "service-unavailable",
        "The token cannot be verified, because identity does not answer. Ask again.",
        TimeSpan.FromSeconds(1)) with
    {
        DetailInFrench =
            "Le jeton ne peut pas être vérifié, car le service d'identité ne répond pas. Redemandez.",
    };

    static bool IsCallersMistake(ExceptionHandlerSuppressDiagnosticsContext context) =>
        context.Exception is BadHttpRequestException or OperationCanceledException;

    /// <summary>
    /// Answers a request that failed with an exception: problem details, and nothing of our insides.
    /// </summary>
    public static Task AnswerExceptionAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var error = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        var refusal = error switch
        {
            _ when Outage.Is(error) => Outage.TryAgain,
            KeyLookupException => KeysAreAway,
            BadHttpRequestException { InnerException: JsonException json } =>
                Refusal.BadRequest("malformed-json", Explain(json)),
            BadHttpRequestException bad => new Refusal(bad.StatusCode, TypeOf(bad.StatusCode), bad.Message),
            OperationCanceledException =>
                new Refusal(StatusCodes.Status499ClientClosedRequest, "cancelled", "The caller left."),
            _ => new Refusal(
                StatusCodes.Status500InternalServerError, "unexpected",
                "Something failed on our side; nothing was changed."),
        };
        return refusal.ExecuteAsync(http);
    }

    /// <summary>Where the JSON is wrong, without the names of our types.</summary>
    public static string Explain(JsonException json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var message = json.Message.Split(" Path: ")[0];
        var unknown = message.IndexOf(" could not be mapped", StringComparison.Ordinal);
        var missing = message.IndexOf("missing required properties", StringComparison.Ordinal);
        var listed = missing >= 0 ? message.IndexOf(':', missing) : -1;
        var reason = unknown >= 0 ? $"{message[..unknown]} is not known."
            : missing >= 0 ? $"Missing required properties{(listed >= 0 ? message[listed..] : "")}"
            : message.Contains("Caisse.", StringComparison.Ordinal)
                || message.Contains("System.", StringComparison.Ordinal)
                ? "A value has the wrong type."
            : message;
        return $"{reason} At {json.Path ?? "$"}, line {(json.LineNumber ?? 0) + 1}.";
    }

    static string TypeOf(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => "body-too-large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported-media-type",
        StatusCodes.Status428PreconditionRequired => "if-match-required",
        _ => "malformed-request",
    };

    static Task AnswerEmptyAsync(HttpContext http)
    {
        var status = http.Response.StatusCode;
        var (type, detail) = status switch
        {
            StatusCodes.Status404NotFound => ("not-found", "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed =>
                ("method-not-allowed", "This address does not answer that method."),
            StatusCodes.Status415UnsupportedMediaType => (
                "unsupported-media-type",
                "Send application/json, or the type that the API description names for this address."),
            _ => ("malformed-request", "The request could not be read."),
        };
        return new Refusal(status, type, detail).ExecuteAsync(http);
    }
}
