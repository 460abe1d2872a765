using Caisse.Contracts.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Builds and runs a service: everything that all services do the same way, in the order in which it happens.
/// </summary>
public static class CaisseHost
{
    /// <summary>Largest request body a service reads, in bytes.</summary>
    public const long LargestBodyBytes = 2 * 1024 * 1024;

    /// <summary>
    /// Largest request body where a file comes with it, in bytes: 5 MiB in base64, and what is said of it.
    /// </summary>
    public const long LargestBodyWithFileBytes = 8 * 1024 * 1024;

    const int WrongSettings = 1;

    /// <summary>Runs a service until it is told to stop.</summary>
    public static Task RunAsync<TService>(string[] args) where TService : ICaisseService =>
        RunAsync(() => Build<TService>(args));

    /// <summary>
    /// Runs a program until it is told to stop. When its settings are wrong it says so, in one message for
    /// all of them, and ends with exit code 1.
    /// </summary>
    public static async Task RunAsync(Func<WebApplication> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        try
        {
            await build().RunAsync();
        }
        catch (WrongSettingsException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            Environment.ExitCode = WrongSettings;
        }
    }

    /// <summary>Builds a service, its configuration read from the environment and the arguments.</summary>
    /// <exception cref="WrongSettingsException">A setting is missing or wrong.</exception>
    public static WebApplication Build<TService>(string[] args) where TService : ICaisseService
    {
        var builder = WebApplication.CreateBuilder(args);
        IReadOnlyList<Setting> settings = [.. SharedSettings.OfService(TService.Name), .. TService.Settings];
        builder.CheckSettings(TService.Name, settings);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = LargestBodyBytes;
            kestrel.AddServerHeader = false;
        });
        builder.Logging.AddFilter(MessagingSetup.Library, LogLevel.Warning);
        var service = new ServiceRegistration(builder, TService.Name);
        builder.Services.AddSingleton<TimeProvider, RequestClock>();
        builder.AddTelemetry(TService.Name);
        builder.AddDatabase(
            TService.Name, typeof(TService).Assembly, [.. settings.OfType<Setting<byte[]>>()]);
        builder.AddCaisseSecurity();
        builder.AddCaisseHttp(TService.Name);
        service.Handles<CaisseFounded, RegisterCaisse>();
        TService.Register(service);
        builder.AddMessaging(TService.Name, service.Subscriptions);

        var app = builder.Build();
        app.UseCaisseHttp();
        MapHealth(app);
        var platform = app.MapGroup("/v1").WithTags(Title(TService.Name));
        var caisse = platform.MapGroup("/caisses/{caisse}");
        TService.Map(new ServiceRoutes(app, platform, caisse));
        ListAuditTrail.Map(caisse, TService.Name);
        ListFailedMessages.Map(platform, TService.Name);
        ReplayFailedMessage.Map(platform, TService.Name);
        RepublishEvents.Map(platform, TService.Name);
        ReadRepublication.Map(platform, TService.Name);
        CancelRepublication.Map(platform, TService.Name);
        return app;
    }

    static void MapHealth(WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous()
            .DisableHttpMetrics();
        app.MapHealthChecks("/health/ready").AllowAnonymous().DisableHttpMetrics();
    }

    static string Title(string name) =>
        string.Join(' ', name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
