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
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        // What could not be forwarded is logged once, in a line, by the gateway itself.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Yarp", LogLevel.Error);
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
        app.UseDocs();
        app.UseAuthorization();
        app.UseRequestTimeouts();

        app.MapForwarding();
        app.MapDescription();
        app.MapHealth();
        app.RefuseUnknownAddresses();
        return app;
    }
}
