using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Caisse.Servers;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Npgsql;

namespace Caisse.SystemTests;

/// <summary>
/// The whole platform as the AppHost lists it, started once for all tests and reached through the gateway.
/// </summary>
public sealed class Platform : IAsyncLifetime
{
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    static readonly string[] Described =
    [
        .. new[] { "identity", "membership", "contributions", "wallet", "merchant-network", "governance" }
            .Select(service => $"/v1/operations/{service}/failed-messages"),
    ];

    static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(2);
    static readonly TimeSpan RestartLimit = TimeSpan.FromSeconds(90);

    readonly string data = Directory.CreateTempSubdirectory("caisse-system-").FullName;
    DistributedApplication? app;
    string operatorSecret = "";

    /// <summary>What the processes wrote, kept after the run for whoever looks into a failure.</summary>
    static string LogsPath => Path.Combine(AppContext.BaseDirectory, "platform-logs");

    /// <summary>What the services say about themselves.</summary>
    internal OtlpReceiver Telemetry { get; } = new();

    string MailPath => Path.Combine(data, "mail");

    /// <summary>The mail that people were sent.</summary>
    internal MailFolder Mail => new(MailPath);

    /// <summary>The gateway's address.</summary>
    internal Uri Address { get; private set; } = null!;

    /// <summary>The first operator.</summary>
    internal HttpClient Operator { get; private set; } = null!;

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        if (Directory.Exists(LogsPath))
        {
            Directory.Delete(LogsPath, recursive: true);
        }
        await Telemetry.StartAsync();
        using var limit = new CancellationTokenSource(StartLimit);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--demo", "false", "--data", data, "--gateway-port", "0", "--dashboard-port", "0"], limit.Token);
        foreach (var program in builder.Resources.OfType<ExecutableResource>())
        {
            Instrument(builder.CreateResourceBuilder(program));
        }
        app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("gateway", limit.Token);
        Address = app.GetEndpoint("gateway", "http");
        var secret = await File.ReadAllTextAsync(
            Path.Combine(data, "secrets", "operator-secret"), limit.Token);
        operatorSecret = secret.Trim();
        Operator = Client(await SignInAsync("operator", operatorSecret));
        // A service that is slow to describe itself for the first time is left out and asked again.
        await Operator.ReadUntilAsync(
            "/openapi/v1.json", whole => Described.All(whole.GetProperty("paths").ToString().Contains));
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        var mark = (await File.ReadAllTextAsync(Path.Combine(data, "secrets", "process-mark"))).Trim();
        await app!.StopAsync().WaitAsync(StopLimit);
        await Eventually.TrueAsync(
            "nothing of the platform is left", () => Task.FromResult(Leftovers.Find(mark).Count == 0));
        await Telemetry.DisposeAsync();
        Directory.Move(Path.Combine(data, "logs"), LogsPath);
        Directory.Delete(data, recursive: true);
    }

    /// <summary>A client of the gateway, whose requests happen when the clock says.</summary>
    internal HttpClient Client(string? token = null, Func<DateTimeOffset>? clock = null)
    {
        var client = new HttpClient(new TellingTime(clock)) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization =
            token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Signs a client in; one that is registered only just now is known in a moment.</summary>
    internal Task<string> SignInAsync(string clientId, string clientSecret) => AskForTokenAsync(new()
    {
        ["grant_type"] = "client_credentials",
        ["client_id"] = clientId,
        ["client_secret"] = clientSecret,
    });

    /// <summary>The token of whoever was invited with a code, as a program plays people in development.</summary>
    internal Task<string> ActAsAsync(string invitation) => AskForTokenAsync(new()
    {
        ["grant_type"] = "urn:caisse:grant-type:invitation",
        ["client_id"] = "operator",
        ["client_secret"] = operatorSecret,
        ["invitation"] = invitation,
    });

    async Task<string> AskForTokenAsync(Dictionary<string, string> form)
    {
        using var anonymous = Client();
        return await Eventually.GetAsync($"{form["client_id"]} gets a token", async () =>
        {
            using var content = new FormUrlEncodedContent(form);
            using var response = await anonymous.PostAsync(
                new Uri("/oauth/token", UriKind.Relative), content);
            var answer = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? answer.GetProperty("access_token").GetString() : null;
        });
    }

    /// <summary>What Aspire says of a resource now.</summary>
    internal ResourceLine Resource(string name)
    {
        Assert.True(app!.ResourceNotifications.TryGetCurrentState(name, out var state), $"No {name} runs.");
        return ResourceLine.Of(name, state.Snapshot);
    }

    /// <summary>
    /// A connection string to a service's database, for looking on and standing in its way.
    /// </summary>
    internal string DatabaseOf(string service)
    {
        var server = app!.GetConnectionStringAsync("postgres").AsTask().GetAwaiter().GetResult();
        return new NpgsqlConnectionStringBuilder(server) { Database = service, Pooling = false }.ToString();
    }

    /// <summary>Kills a resource as the kernel would: it learns nothing of it.</summary>
    /// <returns>Its process.</returns>
    internal int Kill(string name)
    {
        var processId = Resource(name).ProcessId!.Value;
        foreach (var program in Processes.ProgramsOf(processId))
        {
            using var process = Process.GetProcessById(program);
            process.Kill();
        }
        return processId;
    }

    /// <summary>Waits until a killed resource is ready again, in another process.</summary>
    internal Task<ResourceLine> RunsAgainAsync(string name, int killed) => Eventually.GetAsync(
        $"{name} runs again", () => Task.FromResult<ResourceLine?>(Resource(name)),
        resource => resource.ProcessId != killed && resource.IsReady, RestartLimit);

    void Instrument(IResourceBuilder<ExecutableResource> program) => program
        .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", Telemetry.Address)
        .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "200")
        .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "1000")
        // What a test asks to be traced is, and enough of the rest to see whether there is any: two cores have
        // other work.
        .WithEnvironment("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
        .WithEnvironment("OTEL_TRACES_SAMPLER_ARG", "0.2")
        .WithEnvironment("Mail__Folder", MailPath)
        .WithEnvironment("RateLimits__RequestsPerSecond", "5000")
        .WithEnvironment("RateLimits__Burst", "10000");

    /// <summary>Says on each request when it happens.</summary>
    sealed class TellingTime(Func<DateTimeOffset>? clock) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (clock is not null && !request.Headers.Contains(RequestClock.Header))
            {
                request.Headers.Add(RequestClock.Header, clock().ToString("O"));
            }
            return base.SendAsync(request, cancellationToken);
        }
    }
}

/// <summary>All tests share one platform and run one after the other; each has caisses of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PlatformTests : ICollectionFixture<Platform>
{
    internal const string Name = "platform";
}
