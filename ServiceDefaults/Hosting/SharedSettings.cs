using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>The settings that several programs of the platform read.</summary>
public static class SharedSettings
{
    const string IdentityService = "identity";

    /// <summary>The platform's public address; in development that of a gateway on this machine.</summary>
    public static readonly Setting<string> Issuer = new(
        "Tokens:Issuer", "an address such as https://host", "the platform's public address, issuer of tokens",
        text => AddressOf("identity").Read(text) is null ? null : new(text))
    {
        InDevelopment = "http://localhost:8080",
    };

    /// <summary>Where identity answers.</summary>
    internal static readonly Setting<Uri> IdentityAddress = AddressOf(IdentityService);

    /// <summary>Whether a request may say when it happens.</summary>
    public static readonly Setting<bool> RequestTime =
        SettingKinds.Flag("Clock:RequestTime", "a request may say when it happens") with
        {
            IsForDevelopment = true,
        };

    /// <summary>Where traces, metrics and logs go.</summary>
    internal static readonly Setting<Uri> Telemetry =
        SettingKinds.Address("OTEL_EXPORTER_OTLP_ENDPOINT", "traces, metrics and logs go there") with
        {
            IsOptional = true,
        };

    /// <summary>The broker.</summary>
    internal static readonly Setting<Uri> Broker = new(
        "ConnectionStrings:messaging", "an address such as amqp://user:password@host:port/vhost",
        "the broker",
        text => Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri is { Scheme: "amqp" or "amqps", Host.Length: > 0 } ? new(uri) : null);

    /// <summary>Where a service answers.</summary>
    public static Setting<Uri> AddressOf(string service) =>
        SettingKinds.Address($"services:{service}:http:0", $"where {service} answers");

    /// <summary>A service's own database.</summary>
    internal static Setting<string> DatabaseOf(string service) => new(
        $"ConnectionStrings:{service}", "a connection string such as Host=...;Database=...;Username=...",
        "the service's PostgreSQL database", text => IsDatabase(text) ? new(text) : null);

    /// <summary>What every service reads. Identity verifies tokens with its own database's keys.</summary>
    internal static IReadOnlyList<Setting> OfService(string service) =>
    [
        DatabaseOf(service), Broker, Issuer, RequestTime, Telemetry,
        .. service == IdentityService ? (Setting[])[] : [IdentityAddress],
    ];

    /// <summary>What the gateway reads beside its own.</summary>
    public static IReadOnlyList<Setting> OfGateway => [Issuer, RequestTime, Telemetry];

    /// <summary>What the web pages read beside their own.</summary>
    /// <param name="portal">Name of the program that serves them.</param>
    public static IReadOnlyList<Setting> OfPages(string portal) =>
        [DatabaseOf(portal), AddressOf("gateway"), Issuer, Telemetry];

    static bool IsDatabase(string text)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text);
            return connection is { Host.Length: > 0, Database.Length: > 0, Port: > 0 and <= ushort.MaxValue };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return false; // A word in it that PostgreSQL's client does not know.
        }
    }
}
