using System.Diagnostics;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Paying;

/// <summary>
/// The span of a batch, with its statements and its event, belongs to the trace of its first payment that is
/// traced. Each other one's trace has a span of the same time, which links to the batch's.
/// </summary>
sealed class BatchTrace : IDisposable
{
    const string Name = "write payments";

    readonly Activity? batch;
    readonly IEnumerable<ActivityContext> others;

    BatchTrace(Activity? batch, IEnumerable<ActivityContext> others) =>
        (this.batch, this.others) = (batch, others);

    /// <summary>Begins the span, if anybody listens and a payment is traced.</summary>
    internal static BatchTrace? Begin(IReadOnlyList<WaitingPayment> waiting)
    {
        if (!CaisseTracing.Source.HasListeners())
        {
            return null;
        }
        var traced = waiting.Select(ContextOf)
            .Where(context => context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)).ToList();
        if (traced.Count == 0)
        {
            return null;
        }
        var others = traced.Skip(1);
        var batch = CaisseTracing.Source.StartActivity(
            Name, ActivityKind.Internal, traced[0], [new("caisse.payments", waiting.Count)],
            others.Select(other => new ActivityLink(other)));
        return new(batch, others);
    }

    internal void Fail(Exception exception) => batch?.SetStatus(ActivityStatusCode.Error, exception.Message);

    public void Dispose()
    {
        if (batch is null)
        {
            return;
        }
        batch.Stop();
        foreach (var other in others)
        {
            using var same = CaisseTracing.Source.StartActivity(
                Name, ActivityKind.Internal, other, batch.TagObjects, [new(batch.Context)],
                batch.StartTimeUtc);
            same?.SetStatus(batch.Status, batch.StatusDescription)
                .SetEndTime(batch.StartTimeUtc + batch.Duration);
        }
    }

    static ActivityContext ContextOf(WaitingPayment payment) =>
        ActivityContext.TryParse(payment.TraceParent, null, out var context) ? context : default;
}
