using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Caisse.Support;

/// <summary>
/// Receives traces, metrics and logs by OTLP over HTTP, and keeps of them what tests ask about.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    /// <summary>Name of the span of its own request, where it is in the process that is observed.</summary>
    public const string OwnSpan = $"POST {Path}";

    const string Path = "/v1/{signal}";

    // Fields of a metric and of its points, in opentelemetry/proto/metrics/v1/metrics.proto.
    const int Gauge = 5;
    const int Sum = 7;
    const int Histogram = 9;
    const int AsDouble = 4;
    const int AsInteger = 6;
    const int PointAttributes = 7;

    readonly ConcurrentDictionary<string, ConcurrentQueue<Span>> watched = new();
    readonly ConcurrentDictionary<string, ConcurrentQueue<string>> logs = new();
    readonly ConcurrentDictionary<(string Service, string Metric, string Tags), double> metrics = new();
    volatile ConcurrentQueue<Span>? observed;
    WebApplication? app;

    /// <summary>Where it receives.</summary>
    public string Address => app!.Urls.First();

    /// <summary>Metrics by the service that exported them.</summary>
    public IReadOnlyCollection<(string Service, string Metric)> Metrics =>
        [.. metrics.Keys.Select(key => (key.Service, key.Metric)).Distinct()];

    /// <summary>Settings under which a program exports to here, soon rather than seldom.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    /// <summary>Starts to receive.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapPost(Path, ReceiveAsync);
        await app.StartAsync();
    }

    /// <summary>Keeps what belongs to a trace from now on.</summary>
    public void Watch(string traceId) => (watched[traceId], logs[traceId]) = ([], []);

    /// <summary>The spans of a watched trace so far.</summary>
    public IReadOnlyCollection<Span> SpansOf(string traceId) => [.. watched[traceId]];

    /// <summary>What was logged in a watched trace so far.</summary>
    public IReadOnlyCollection<string> LogsOf(string traceId) => [.. logs[traceId]];

    /// <summary>Keeps all spans that come from now on, whatever trace they belong to.</summary>
    public void Observe() => observed = [];

    /// <summary>All spans since then; none are kept any more.</summary>
    public IReadOnlyCollection<Span> EndObserving() => [.. Interlocked.Exchange(ref observed, null)!];

    /// <summary>The last value of a counter or gauge with these tags ("name=value"), or null.</summary>
    public double? LastOf(string service, string metric, params string[] tags) =>
        metrics.TryGetValue((service, metric, Joined(tags)), out var value) ? value : null;

    async Task<IResult> ReceiveAsync(string signal, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var message = body.ToArray().AsMemory();
        foreach (var group in Wire.Read(message, field: 1))
        {
            var service = Wire.Read(group, field: 1)
                .Select(resource => Wire.Attributes(resource, field: 1).GetValueOrDefault("service.name"))
                .FirstOrDefault() ?? "";
            // The three signals nest alike: resource, then scope, then the thing itself.
            foreach (var item in Wire.Read(group, field: 2).SelectMany(scope => Wire.Read(scope, field: 2)))
            {
                Take(signal, service, item);
            }
        }
        return Results.Bytes(Array.Empty<byte>(), "application/x-protobuf");
    }

    void Take(string signal, string service, ReadOnlyMemory<byte> item)
    {
        switch (signal)
        {
            case "traces": TakeSpan(service, item); break;
            case "metrics": TakeMetric(service, item); break;
            case "logs" when logs.TryGetValue(Wire.Hexadecimal(item, field: 9), out var lines):
                lines.Enqueue(Wire.Text(Wire.Read(item, field: 5).First(), field: 1));
                break;
        }
    }

    void TakeSpan(string service, ReadOnlyMemory<byte> item)
    {
        var all = observed;
        if (watched.TryGetValue(Wire.Hexadecimal(item, field: 1), out var spans) || all is not null)
        {
            var span = Span.Read(service, item);
            spans?.Enqueue(span);
            all?.Enqueue(span);
        }
    }

    void TakeMetric(string service, ReadOnlyMemory<byte> item)
    {
        var name = Wire.Text(item, field: 1);
        foreach (var point in Wire.Read(item, Gauge).Concat(Wire.Read(item, Sum))
            .SelectMany(data => Wire.Read(data, field: 1)))
        {
            var tags = Wire.Attributes(point, PointAttributes).Select(tag => $"{tag.Key}={tag.Value}");
            metrics[(service, name, Joined(tags))] = Wire.Eight(point, AsInteger)
                ?? BitConverter.Int64BitsToDouble(Wire.Eight(point, AsDouble) ?? 0);
        }
        if (Wire.Read(item, Histogram).Any())
        {
            metrics[(service, name, "")] = double.NaN; // That it is measured is all that is kept.
        }
    }

    static string Joined(IEnumerable<string> tags) => string.Join(',', tags.Order(StringComparer.Ordinal));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }
}
