using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Caisse.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.ServiceDefaults.Tests;

/// <summary>Spans are the whole process's: no other test may make some meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneInTheProcess
{
    internal const string Name = "alone in the process";
}

/// <summary>What a service says about itself by OTLP: traces, polls that make none, logs and lag.</summary>
[Collection(AloneInTheProcess.Name)]
public sealed class TelemetryTests(TelemetryTests.Traced traced) : IClassFixture<TelemetryTests.Traced>
{
    public sealed class Traced : IAsyncLifetime
    {
        public OtlpReceiver Received { get; } = new();

        public RunningService<ProbeService> Service { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await Received.StartAsync();
            Service = await RunningService<ProbeService>.StartAsync(
                [.. Received.Settings.Select(setting => $"{setting.Key}={setting.Value}")]);
        }

        public async Task DisposeAsync()
        {
            await Service.DisposeAsync();
            await Received.DisposeAsync();
        }
    }

    const string Notes = "/v1/caisses/nantes/notes";
    const string NotesRoute = "/v1/caisses/{caisse}/notes";
    const int Polls = 20;

    readonly OtlpReceiver received = traced.Received;
    readonly RunningService<ProbeService> service = traced.Service;
    readonly HttpClient treasurer = traced.Service.Client("nantes:treasurer");

    [Fact]
    public async Task A_request_is_one_trace_with_its_statements_and_the_consumer_of_its_event()
    {
        using var asking = Begin();
        var traceId = asking.TraceId.ToString();
        await treasurer.PostAsync(Notes, new { text = "traced", period = "2026-12" }, key: NewKey());
        asking.Stop();

        // The consumer writes a note too: the deepest of what one request sets off.
        await Eventually.TrueAsync("the consumer's statement arrives", () => Task.FromResult(
            received.SpansOf(traceId).Count(span => span.Name == "insert note") == 2));
        await Eventually.TrueAsync("all hangs together", () => Task.FromResult(
            received.SpansOf(traceId) is var all && all.All(span =>
                span.ParentId.Length == 0 || all.Any(other => other.Id == span.ParentId))));
        var spans = received.SpansOf(traceId);
        var request = Assert.Single(spans, IsRequest);
        Assert.Equal(("probe", $"POST {NotesRoute}"), (request.Service, request.Name));
        Assert.Equal(NotesRoute, request.Attributes["http.route"]);
        Assert.Equal("201", request.Attributes["http.response.status_code"]);
        Assert.Contains(spans, span => span.Name == "insert outbox" && span.ParentId == request.Id);
        var consumers = spans.Where(span => span.Kind == SpanKind.Consumer).Select(span => span.Id).ToList();
        Assert.Contains(spans, span => span.Name == "insert inbox" && consumers.Contains(span.ParentId));
        Assert.Contains(spans, span => span is { Name: "publish Wallet.AllocationRunRequested" });
    }

    [Fact]
    public async Task A_request_that_fails_says_so_in_its_span_and_what_it_logs_belongs_to_its_trace()
    {
        using var asking = Begin();
        var traceId = asking.TraceId.ToString();
        await treasurer.ReadAsync("/v1/caisses/nantes/bug", HttpStatusCode.InternalServerError);
        await treasurer.PostAsync(
            Notes, new { text = "no", period = "2026-12" }, HttpStatusCode.Conflict, NewKey());

        await Eventually.TrueAsync("both spans arrive", () => Task.FromResult(
            received.SpansOf(traceId).Count(IsRequest) == 2));
        var requests = received.SpansOf(traceId).Where(IsRequest)
            .ToDictionary(span => span.Attributes["http.response.status_code"]);
        Assert.True(requests["500"].Failed);
        Assert.False(requests["409"].Failed);
        await Eventually.TrueAsync("its log arrives", () => Task.FromResult(
            received.LogsOf(traceId).Any(line => line.Contains("unhandled", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Polls_and_health_checks_make_no_trace()
    {
        var polls = new ConcurrentBag<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            ActivityStarted = activity => polls.Add(activity.DisplayName),
        };
        received.Observe();
        ActivitySource.AddActivityListener(listener);
        var relay = service.Services.GetRequiredService<OutboxSignal>();
        await Eventually.TrueAsync("the relay polls often", () =>
        {
            relay.Wake();
            return Task.FromResult(polls.Count(name => name == "select outbox") >= Polls);
        });
        using var asking = Begin();
        await treasurer.GetAsync(new Uri("/health/ready", UriKind.Relative));
        await treasurer.ReadAsync(Notes);

        // Spans leave in the order in which they ended: what was before this one has come before it.
        var traceId = asking.TraceId.ToString();
        await Eventually.TrueAsync("the request after them arrives", () => Task.FromResult(
            received.SpansOf(traceId).Any(IsRequest)));
        // The receiver is in this process too.
        var spans = received.EndObserving().Where(span => span.Name != OtlpReceiver.OwnSpan).ToList();
        Assert.All(spans, span => Assert.Equal(traceId, span.TraceId));
        Assert.Single(spans, IsRequest);
        Assert.DoesNotContain(spans, span => span.Name.Contains("health", StringComparison.Ordinal));
        Assert.DoesNotContain(
            spans, span => span.Attributes.GetValueOrDefault("db.query.text") == "select 1");
    }

    [Fact]
    public async Task Work_that_a_worker_does_of_its_own_accord_is_a_trace_from_when_it_is_begun()
    {
        string traceId;
        var database = service.Services.GetRequiredService<Database>();
        await using (var work = await database.BeginAsync("nantes", "worker", CancellationToken.None))
        {
            using var begun = CaisseTracing.Begin("CountNotes");
            traceId = begun!.TraceId.ToString();
            received.Watch(traceId);
            await work.OneAsync<long>("select count(*) from note");
        }

        await Eventually.TrueAsync("both spans arrive", () => Task.FromResult(
            received.SpansOf(traceId).Count == 2));
        var spans = received.SpansOf(traceId);
        var whole = Assert.Single(spans, span => span.Name == "CountNotes");
        Assert.Equal("", whole.ParentId);
        Assert.Equal(whole.Id, Assert.Single(spans, span => span.Name == "select note").ParentId);
    }

    [Fact]
    public async Task Requests_connections_and_the_runtime_are_measured_and_health_checks_are_not()
    {
        await treasurer.ReadAsync(Notes);
        string[] expected =
        [
            "caisse.outbox.lag", "caisse.outbox.published", "http.server.request.duration",
            "db.client.operation.duration", "dotnet.gc.collections", "http.client.request.duration",
        ];
        await Eventually.GetAsync(
            "all are measured",
            () => Task.FromResult<string?>(
                string.Join(", ", received.Metrics.Select(metric => metric.Metric).Order())),
            metrics => expected.All(metric => metrics.Contains(metric, StringComparison.Ordinal)));
        await Eventually.TrueAsync("nothing waits", () => Task.FromResult(
            received.LastOf("probe", "caisse.outbox.lag") == 0));
    }

    /// <summary>Of the service itself: identity, asked for its keys, is in this process too.</summary>
    static bool IsRequest(Span span) => span.Kind == SpanKind.Server
        && span.Name.Contains("/caisses/", StringComparison.Ordinal);

    /// <summary>Begins a trace at whoever asks the service, and watches it.</summary>
    Activity Begin()
    {
        var asking = CaisseTracing.Begin("asking")!;
        received.Watch(asking.TraceId.ToString());
        return asking;
    }

    static string NewKey() => Guid.NewGuid().ToString();
}
