using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Traces, metrics and logs by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; otherwise nothing listens
/// and none leave the process. What is traced and counted is in this folder's README.
/// </summary>
public static class TelemetrySetup
{
    /// <summary>Under this name the gateway's library traces what it forwards.</summary>
    const string Forwarding = "Yarp.ReverseProxy";

    const string Health = "/health";

    /// <summary>Adds telemetry under a service's name.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<CaisseMetrics>();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            // Readiness is asked for and answered; a log line of that at every start is read by nobody.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }
        builder.Services.AddOpenTelemetry()
            // Which instance it is, OTEL_RESOURCE_ATTRIBUTES says: an id made here would be another one.
            .ConfigureResource(resource => resource.AddService(service, autoGenerateServiceInstanceId: false))
            .WithTracing(Trace)
            .WithMetrics(Measure)
            .WithLogging(null, logs => logs.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }

    static void Trace(TracerProviderBuilder traces) => traces
        .AddProcessor<LeaveOutPolls>()
        .AddSource(CaisseTracing.SourceName, MessagingSetup.Library, Forwarding)
        .AddAspNetCoreInstrumentation(requests => requests.Filter = IsAsked)
        .AddHttpClientInstrumentation()
        .AddNpgsql();

    static void Measure(MeterProviderBuilder metrics) => metrics
        .AddMeter(CaisseMetrics.MeterName, MessagingSetup.Library)
        .AddAspNetCoreInstrumentation()
        .AddHttpClientInstrumentation()
        .AddRuntimeInstrumentation()
        .AddNpgsqlInstrumentation();

    /// <summary>Whether a person or a program asked for something, rather than whether this lives.</summary>
    static bool IsAsked(HttpContext http) => !http.Request.Path.StartsWithSegments(Health);
}
