using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>
/// The whole platform as its own processes, started once for all tests and reached through the gateway.
/// </summary>
public sealed class Platform : IAsyncLifetime
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(150);
    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan RestartLimit = TimeSpan.FromSeconds(90);

    readonly string data = Directory.CreateTempSubdirectory("caisse-system-").FullName;
    readonly StringBuilder output = new();
    Process? appHost;

    /// <summary>What the processes wrote, kept after the run for whoever looks into a failure.</summary>
    static string LogFile => Path.Combine(AppContext.BaseDirectory, "platform.log");

    /// <summary>What the services say about themselves.</summary>
    internal OtlpReceiver Telemetry { get; } = new();

    /// <summary>The gateway's address.</summary>
    internal Uri Address { get; private set; } = null!;

    /// <summary>The first operator.</summary>
    internal HttpClient Operator { get; private set; } = null!;

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        File.Delete(LogFile);
        await Telemetry.StartAsync();
        appHost = Start();
        try
        {
            await Eventually.TrueAsync(
                "the platform is ready", () => Task.FromResult(
                    Output.Contains("Caisse is ready at", StringComparison.Ordinal) || appHost.HasExited),
                StartLimit);
        }
        catch (TimeoutException late)
        {
            appHost.Kill(); // What it has started ends with it.
            throw new TimeoutException($"{late.Message} It said:\n{Output}", late);
        }
        Assert.False(appHost.HasExited, $"The platform did not start:\n{Output}");
        Address = new Uri(Resources.Of(data, "gateway").Address!);
        var secret = await File.ReadAllTextAsync(Path.Combine(data, "secrets", "operator-secret"));
        Operator = Client(await SignInAsync("operator", secret.Trim()));
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        var mark = (await File.ReadAllTextAsync(Path.Combine(data, "secrets", "process-mark"))).Trim();
        using var running = appHost!;
        using var terminate = Process.Start("sh", ["-c", $"kill -TERM {running.Id}"]);
        using var deadline = new CancellationTokenSource(StopLimit);
        await running.WaitForExitAsync(deadline.Token);
        Assert.Equal(0, running.ExitCode);
        await Eventually.TrueAsync(
            "nothing of the platform is left",
            () => Task.FromResult(Resources.ProcessesMarked(mark).Count == 0));
        await Telemetry.DisposeAsync();
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
    internal async Task<string> SignInAsync(string clientId, string clientSecret)
    {
        using var anonymous = Client();
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = clientSecret,
        };
        return await Eventually.GetAsync($"{clientId} signs in", async () =>
        {
            using var content = new FormUrlEncodedContent(form);
            using var response = await anonymous.PostAsync(
                new Uri("/oauth/token", UriKind.Relative), content);
            var answer = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? answer.GetProperty("access_token").GetString() : null;
        });
    }

    /// <summary>What the AppHost says of a resource now.</summary>
    internal ResourceLine Resource(string name) => Resources.Of(data, name);

    /// <summary>
    /// A connection string to a service's database, for looking on and standing in its way.
    /// </summary>
    internal string DatabaseOf(string service)
    {
        var address = Resource("postgres").Address!.Split(':');
        var password = File.ReadAllText(Path.Combine(data, "secrets", "postgres")).Trim();
        var server =
            $"Host={address[0]};Port={address[1]};Username=postgres;Password={password};Pooling=false";
        return $"{server};Database={service}";
    }

    /// <summary>Kills a resource as the kernel would: it learns nothing of it.</summary>
    /// <returns>How often it had been started again before.</returns>
    internal int Kill(string name)
    {
        var resource = Resource(name);
        using var process = Process.GetProcessById(resource.Pid!.Value);
        process.Kill();
        return resource.Restarts;
    }

    /// <summary>Waits until a killed resource runs again.</summary>
    internal Task<ResourceLine> RunsAgainAsync(string name, int restartsBefore) => Eventually.GetAsync(
        $"{name} runs again", () => Task.FromResult<ResourceLine?>(Resource(name)),
        resource => resource.Restarts > restartsBefore && resource.State == "running", RestartLimit);

    string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    Process Start()
    {
        // From tests/System/bin/<configuration>/<framework> to the AppHost's own.
        var folders = AppContext.BaseDirectory.TrimEnd('/').Split('/');
        var program = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "../../../../../AppHost/bin", folders[^2], folders[^1],
            "Caisse.AppHost.dll"));
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(
                "dotnet", [program, "--no-demo", "--data", data, "--gateway-port", "0"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Telemetry.Address,
                    ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                    ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                    ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
                    // What a test asks to be traced is, and enough of the rest to see whether there is any:
                    // two cores have other work.
                    ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio",
                    ["OTEL_TRACES_SAMPLER_ARG"] = "0.2",
                    ["RateLimits__RequestsPerSecond"] = "5000",
                    ["RateLimits__Burst"] = "10000",
                },
            },
        };
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    void Note(string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
            File.AppendAllText(LogFile, line + Environment.NewLine);
        }
    }

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
