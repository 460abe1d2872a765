using System.Globalization;
using Caisse.Servers;

namespace Caisse.AppHost;

/// <summary>Where Aspire's dashboard answers and listens, and what else Aspire is told.</summary>
internal static class DashboardSettings
{
    public static void Apply(IDistributedApplicationBuilder builder, Ground ground)
    {
        Dictionary<string, string> settings = new()
        {
            // Aspire's own chatter; what matters of a start is on the terminal in a line each.
            ["Logging:LogLevel:Default"] = "Warning",
            // It takes a stop while everything starts for a failure, and prints where in Aspire that was.
            ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",
            // Its own wait for the end of what it stops goes on when all that has ended: we look ourselves.
            ["DcpPublisher:WaitForResourceCleanup"] = "false",
            // Kept with the data: a browser that has logged in once stays so.
            ["AppHost:BrowserToken"] = ground.Secret("dashboard-token"),
            ["ASPNETCORE_URLS"] = AddressOf(ground),
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Loopback(LoopbackPort.Free()),
            ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Loopback(LoopbackPort.Free()),
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = Loopback(LoopbackPort.Free()),
            ["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"] = "true",
            ["ASPIRE_VERSION_CHECK_DISABLED"] = "true",
        };
        foreach (var (name, value) in settings) builder.Configuration[name] = value;
    }

    /// <summary>Where a browser logs in.</summary>
    public static string LoginOf(Ground ground) =>
        $"{AddressOf(ground)}/login?t={ground.Secret("dashboard-token")}";

    private static string AddressOf(Ground ground) => Loopback(ground.DashboardPort);

    private static string Loopback(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}");
}
