using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Caisse.AppHost;

/// <summary>
/// Health checks that wait a moment for the good answer. Aspire asks ever more rarely while a resource is not
/// ready, so that one which is ready just after a question would be seen so up to nine seconds later.
/// </summary>
internal static class PatientHealthChecks
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(100);

    public static IResourceBuilder<TResource> WithPatientHealthCheck<TResource>(
        this IResourceBuilder<TResource> builder, Platform platform,
        Func<CancellationToken, Task<bool>> isReady)
        where TResource : IResource
    {
        if (platform.Builder.ExecutionContext.IsPublishMode) return builder;
        var key = $"{builder.Resource.Name}-ready";
        builder.ApplicationBuilder.Services.AddHealthChecks()
            .AddAsyncCheck(key, cancellation => AskAsync(isReady, cancellation));
        return builder.WithHealthCheck(key);
    }

    private static async Task<HealthCheckResult> AskAsync(
        Func<CancellationToken, Task<bool>> isReady, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(patience);
        while (!await isReady(cancellation))
        {
            if (limit.IsCancellationRequested) return HealthCheckResult.Unhealthy("It is not ready.");
            await Task.Delay(interval, cancellation);
        }
        return HealthCheckResult.Healthy();
    }
}

/// <summary>Asks a program whether it is ready.</summary>
internal static class ReadinessProbe
{
    private static readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public static async Task<bool> AnswersAsync(string address, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"{address}/health/ready"), cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // It does not listen yet.
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false; // It listens, and is still busy starting.
        }
    }
}
