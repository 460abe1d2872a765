using System.Collections.Concurrent;
using System.Diagnostics;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Paying;

/// <summary>
/// Writes payments in batches, one caisse at a time: while one batch commits, the next one forms. A payment
/// is answered after the commit. Batches that fail are run again with the same ids and keys, so that what
/// was committed without our knowing is answered and not done twice.
/// </summary>
sealed class PaymentWriter(
    IServiceProvider services, TimeProvider clock, ILogger<PaymentLane> logger) : BackgroundService
{
    /// <summary>Key of the writer's own pool of connections.</summary>
    internal const string Connections = "payment-writer";

    /// <summary>
    /// Settings of the writer's connections alone: tables that were empty when a statement was planned must
    /// not be scanned for ever, and a writer that freezes in a transaction loses its lock.
    /// </summary>
    internal const string Settings =
        $"-c enable_seqscan=off -c idle_in_transaction_session_timeout={Ledger.LongestStandstill}";

    readonly ConcurrentDictionary<string, Lazy<PaymentLane>> lanes = new();

    /// <summary>Has a payment decided and written; answers when it is true.</summary>
    internal async Task<Answer<PayPointOfSale.PayAnswer>> PayAsync(
        KnownCaisse caisse, PayOrder order, KeyedRequest request)
    {
        var waiting = new WaitingPayment(order, request, Activity.Current?.Id, clock.GetTimestamp());
        var lane = lanes.GetOrAdd(caisse.CaisseId, _ => new(
            () => new(
                ActivatorUtilities.CreateInstance<PaymentBatches>(services, caisse).RunAsync, clock, logger)))
            .Value;
        return lane.TryAdd(waiting)
            ? await waiting.Answered
            : Refusal.Later(
                "too-many-payments", "Too many payments wait. Send this one again, with the same key.",
                TimeSpan.FromSeconds(1));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Timeout.Infinite, stoppingToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(lanes.Values.Select(lane => lane.Value.FinishAsync()));
    }
}
