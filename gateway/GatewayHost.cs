using Caisse.Gateway.Describing;
using Caisse.Gateway.Protecting;
using Caisse.Gateway.Routing;
using Caisse.Gateway.Watching;
using Caisse.ServiceDefaults;

namespace Caisse.Gateway;

/// <summary>The one public address of the platform, as a table of contents.</summary>
public static class GatewayHost
{
    const string Name = "gateway";

    /// <summary>Builds the gateway, its configuration read from the environment and the arguments.</summary>
    /// <exception cref="WrongSettingsException">A setting is missing or wrong.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.CheckSettings(Name, GatewaySettings.All(Service.Names));
        // What could not be forwarded is logged once, in a line, by the gateway itself.
        builder.Logging.AddFilter("Yarp", LogLevel.Error);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddTelemetry(Name);
        builder.AddCaisseSecurity();
        builder.LimitConnections();
        builder.LimitRates();
        builder.AddForwarding();
        builder.AddDescription();
        builder.AddReadiness();

        var app = builder.Build();
        app.HardenAnswers();
        app.AnswerExceptions();
        app.TrustOnlyKnownProxies();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimits();
        app.RefuseBadTokens();
        app.RefuseLargeBodies();
        app.UseDocsPolicy();
        app.UseAuthorization();
        app.UseRequestTimeouts();

        app.MapForwarding();
        app.MapDescription();
        app.MapDocs();
        app.MapHealth();
        app.RefuseUnknownAddresses();
        return app;
    }
}
