using System.Collections.Concurrent;
using System.Diagnostics;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Paying;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

/// <summary>Payments are written together; what each one's trace shows of that.</summary>
public sealed class PaymentTraceTests : IClassFixture<Fund>, IDisposable
{
    readonly ConcurrentBag<Activity> ended = [];
    readonly ActivityListener listener;
    readonly Fund fund;

    public PaymentTraceTests(Fund fund)
    {
        this.fund = fund;
        listener = new ActivityListener
        {
            ShouldListenTo = source =>
                source.Name is CaisseTracing.SourceName or "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> asked) =>
                asked.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task A_payments_trace_has_its_request_and_the_statements_that_read_and_wrote_it()
    {
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var (_, card) = await fund.CardAsync(household);
        await fund.AllocateAsync("2026-09", (household, [40]));
        var traceId = ActivityTraceId.CreateRandom();
        till.DefaultRequestHeaders.Add("traceparent", $"00-{traceId}-{ActivitySpanId.CreateRandom()}-01");

        await till.PostAsync(
            $"{Fund.Root}/payments", new { pointOfSaleId = shop, means = new { card }, amountCents = 100 },
            key: NewKey());

        await Eventually.TrueAsync("its request's span ends", () => Task.FromResult(
            ended.Any(span => span.TraceId == traceId && span.Kind == ActivityKind.Server)));
        var spans = ended.Where(span => span.TraceId == traceId).ToList();
        var request = Assert.Single(spans, span => span.Kind == ActivityKind.Server);
        var batch = Assert.Single(spans, span => span.DisplayName == "write payments");
        Assert.Equal(request.SpanId, batch.ParentSpanId);
        var statements = spans.Where(span => span.ParentSpanId == batch.SpanId)
            .Select(span => span.DisplayName).ToList();
        Assert.Contains("select payment_facts", statements);
        Assert.Contains("insert transfer", statements);
    }

    [Fact]
    public void Payments_that_are_written_together_each_have_a_span_and_link_to_the_first_ones()
    {
        ActivityContext[] payments = [.. Enumerable.Range(0, 4).Select(place => new ActivityContext(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(),
            // Whoever asked for the first one does not want it traced.
            place == 0 ? ActivityTraceFlags.None : ActivityTraceFlags.Recorded))];

        using (var trace = BatchTrace.Begin([.. payments.Select(Waiting), Waiting(null)]))
        {
            Assert.Equal(payments[1].TraceId, Activity.Current!.TraceId);
            trace!.Fail(new InvalidOperationException("No."));
        }

        Assert.Null(Activity.Current);
        Assert.DoesNotContain(ended, span => span.TraceId == payments[0].TraceId);
        var spans = payments.Skip(1).Select(payment =>
            Assert.Single(ended, span => span.ParentSpanId == payment.SpanId)).ToList();
        Assert.All(spans, span => Assert.Equal(
            ("write payments", ActivityStatusCode.Error, spans[0].StartTimeUtc, spans[0].Duration),
            (span.DisplayName, span.Status, span.StartTimeUtc, span.Duration)));
        Assert.Equal(payments[2..].Select(payment => payment.SpanId), LinkedFrom(spans[0]));
        Assert.All(spans.Skip(1), span => Assert.Equal([spans[0].SpanId], LinkedFrom(span)));
    }

    [Fact]
    public void Without_anyone_who_listens_or_a_payment_that_is_traced_there_is_no_span_of_a_batch()
    {
        var untraced = new ActivityContext(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);
        Assert.Null(BatchTrace.Begin([Waiting(untraced)]));
        listener.Dispose();
        Assert.Null(BatchTrace.Begin([Waiting(new ActivityContext(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded))]));
    }

    static IEnumerable<ActivitySpanId> LinkedFrom(Activity span) =>
        span.Links.Select(link => link.Context.SpanId);

    static WaitingPayment Waiting(ActivityContext payment) => Waiting(
        $"00-{payment.TraceId}-{payment.SpanId}-0{(int)payment.TraceFlags}");

    static WaitingPayment Waiting(string? traceParent) => new(
        new PayOrder(
            Guid.CreateVersion7(), Guid.CreateVersion7(), null, "card", null, 100, null, true, "till", null,
            DateTimeOffset.UnixEpoch),
        new KeyedRequest("till", NewKey(), "POST /payments", [], new AnswerForm("/payments", false, 201)),
        traceParent, since: 0);
}
