using System.Net;
using Caisse.ServiceDefaults;

namespace Caisse.Gateway;

/// <summary>What the gateway reads from its environment beside what every program does.</summary>
static class GatewaySettings
{
    const int MaxPerSecond = 1_000_000;
    const int MaxTimeoutSeconds = 600;

    internal static readonly Setting<int> RequestsPerSecond = SettingKinds.Number(
        "RateLimits:RequestsPerSecond", "what a client may ask in the long run", 1, MaxPerSecond, 500);

    internal static readonly Setting<int> Burst = SettingKinds.Number(
        "RateLimits:Burst", "what a client may ask at once", 1, MaxPerSecond, 1000);

    internal static readonly Setting<int> SignInsPerClient = SettingKinds.Number(
        "RateLimits:SignInsPerClient", "sign-ins of one client in ten seconds", 1, MaxPerSecond, 30);

    internal static readonly Setting<int> SignInsPerAddress = SettingKinds.Number(
        "RateLimits:SignInsPerAddress", "sign-ins from one address in ten seconds", 1, MaxPerSecond, 1000);

    /// <summary>A person or a till does not wait longer; what takes longer answers 202 and goes on.</summary>
    internal static readonly Setting<int> TimeoutSeconds = SettingKinds.Number(
        "Timeouts:Seconds", "how long a service may take to answer", 1, MaxTimeoutSeconds, 30);

    internal static readonly Setting<IReadOnlyList<IPAddress>> TrustedProxies = SettingKinds.IpAddresses(
        "Forwarded:TrustedProxies", "the load balancers in front, believed about where a request came from");

    internal static IReadOnlyList<Setting> All(IEnumerable<string> services) =>
    [
        .. SharedSettings.OfGateway, .. services.Select(SharedSettings.AddressOf), RequestsPerSecond, Burst,
        SignInsPerClient, SignInsPerAddress, TimeoutSeconds, TrustedProxies,
    ];
}
