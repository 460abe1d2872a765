using System.Diagnostics.Metrics;

namespace Caisse.ServiceDefaults;

/// <summary>
/// The platform's own figures, per caisse where there is one; this folder's README lists them.
/// </summary>
public sealed class CaisseMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Caisse";

    const string CaisseTag = "caisse";

    readonly Counter<long> published;
    readonly Counter<long> payments;
    readonly Counter<long> paidCents;
    readonly Counter<long> issuedCents;

    /// <summary>When the oldest event that waits was written, in ticks; 0 when none waits.</summary>
    long waitingSinceTicks;

    /// <summary>Makes the instruments.</summary>
    public CaisseMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        published = meter.CreateCounter<long>(
            "caisse.outbox.published", "{event}", "Events confirmed by the broker");
        meter.CreateObservableGauge(
            "caisse.outbox.lag", OutboxLagSeconds, "s", "Age of the oldest event that waits");
        payments = meter.CreateCounter<long>("caisse.payments", "{payment}", "Payments, by outcome");
        paidCents = meter.CreateCounter<long>("caisse.payments.mona", "{cent}", "MonA cents paid");
        issuedCents = meter.CreateCounter<long>("caisse.allocation.mona", "{cent}", "MonA cents issued");
    }

    internal void OutboxPublished(int events) => published.Add(events);

    /// <summary>Notes since when the oldest event waits; null: none does.</summary>
    internal void OutboxWaitsSince(DateTimeOffset? written) =>
        Volatile.Write(ref waitingSinceTicks, written?.UtcTicks ?? 0);

    /// <summary>Counts a payment that was asked for, accepted or refused.</summary>
    /// <param name="caisse">Slug of the caisse.</param>
    /// <param name="outcome">accepted, repeated, or the type of the refusal.</param>
    public void Payment(string caisse, string outcome) =>
        payments.Add(1, new(CaisseTag, caisse), new("outcome", outcome));

    /// <summary>Counts MonA that a point of sale received: not what is only held.</summary>
    public void Paid(string caisse, long cents) =>
        paidCents.Add(cents, new KeyValuePair<string, object?>(CaisseTag, caisse));

    /// <summary>Counts MonA issued.</summary>
    public void Issued(string caisse, long cents) =>
        issuedCents.Add(cents, new KeyValuePair<string, object?>(CaisseTag, caisse));

    /// <summary>Reckoned when it is asked for: it grows while nobody comes to publish.</summary>
    double OutboxLagSeconds()
    {
        var since = Volatile.Read(ref waitingSinceTicks);
        var lag = TimeProvider.System.GetUtcNow().UtcTicks - since;
        return since == 0 || lag < 0 ? 0 : TimeSpan.FromTicks(lag).TotalSeconds;
    }
}
