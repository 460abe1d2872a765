using System.Diagnostics.Metrics;

namespace Caisse.ServiceDefaults;

/// <summary>The platform's own figures, per caisse where there is one.</summary>
public sealed class CaisseMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Caisse";

    readonly Meter meter = new(MeterName);
    readonly Counter<long> published;
    readonly Counter<long> payments;
    readonly Counter<long> paidCents;
    readonly Counter<long> issuedCents;

    /// <summary>Makes the instruments.</summary>
    public CaisseMetrics()
    {
        published = meter.CreateCounter<long>(
            "caisse.outbox.published", "{event}", "Events confirmed by the broker");
        meter.CreateObservableGauge(
            "caisse.outbox.lag", () => OutboxLag.TotalSeconds, "s", "Age of the oldest event that waits");
        payments = meter.CreateCounter<long>("caisse.payments", "{payment}", "Payments, by outcome");
        paidCents = meter.CreateCounter<long>("caisse.payments.mona", "{cent}", "MonA cents paid");
        issuedCents = meter.CreateCounter<long>("caisse.allocation.mona", "{cent}", "MonA cents issued");
    }

    /// <summary>Age of the oldest event that waits in the outbox.</summary>
    internal TimeSpan OutboxLag { get; set; }

    internal void OutboxPublished(int events) => published.Add(events);

    /// <summary>Counts a payment that was accepted, or refused under a reason.</summary>
    public void Payment(string caisse, string outcome, long monaCents)
    {
        payments.Add(1, new("caisse", caisse), new("outcome", outcome));
        paidCents.Add(monaCents, new KeyValuePair<string, object?>("caisse", caisse));
    }

    /// <summary>Counts MonA issued.</summary>
    public void Issued(string caisse, long cents) =>
        issuedCents.Add(cents, new KeyValuePair<string, object?>("caisse", caisse));

    /// <inheritdoc />
    public void Dispose() => meter.Dispose();
}
