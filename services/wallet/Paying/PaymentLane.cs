using System.Diagnostics;
using System.Threading.Channels;
using Caisse.ServiceDefaults;
using Caisse.Wallet.HandlingCards;
using Npgsql;

namespace Caisse.Wallet.Paying;

/// <summary>The payments of one caisse, in the order in which they came, written batch by batch.</summary>
sealed class PaymentLane
{
    internal const int LargestBatch = 256;

    /// <summary>What a caisse may have waiting; beyond it a till is told to try again.</summary>
    const int LongestQueue = 1024;

    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    static readonly TimeSpan PauseAfterOutage = TimeSpan.FromMilliseconds(100);

    readonly KnownCaisse caisse;
    readonly NpgsqlDataSource source;
    readonly Pins pins;
    readonly ActorNumbers actors;
    readonly OutboxSignal outbox;
    readonly ILogger<PaymentLane> logger;
    readonly Task running;
    readonly Channel<WaitingPayment> queue = Channel.CreateBounded<WaitingPayment>(
        new BoundedChannelOptions(LongestQueue) { SingleReader = true });

    PaymentFacts facts = PaymentFacts.Unread;

    public PaymentLane(
        KnownCaisse caisse, [FromKeyedServices(PaymentWriter.Connections)] NpgsqlDataSource source, Pins pins,
        ActorNumbers actors, OutboxSignal outbox, ILogger<PaymentLane> logger)
    {
        (this.caisse, this.source, this.pins) = (caisse, source, pins);
        (this.actors, this.outbox, this.logger) = (actors, outbox, logger);
        running = Task.Run(RunAsync);
    }

    /// <summary>Whether there was room for one more.</summary>
    internal bool TryAdd(WaitingPayment payment) => queue.Writer.TryWrite(payment);

    /// <summary>Takes no more, and waits until those that came are answered.</summary>
    internal Task FinishAsync()
    {
        queue.Writer.TryComplete();
        return running;
    }

    async Task RunAsync()
    {
        var batch = new List<WaitingPayment>(LargestBatch);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < LargestBatch && queue.Reader.TryRead(out var payment))
            {
                batch.Add(payment);
            }
            await WriteAsync(batch);
            batch.Clear();
        }
    }

    /// <summary>
    /// An outage passes: the batch is tried again as long as its payments may wait. Anything else is the
    /// fault of one payment, which is found by writing them one by one.
    /// </summary>
    async Task WriteAsync(List<WaitingPayment> waiting)
    {
        while (waiting.Count > 0)
        {
            try
            {
                await WriteOnceAsync(waiting);
                return;
            }
            catch (Exception exception) when (Outage.Is(exception))
            {
                logger.LogWarning("Payments wait: {Reason}", exception.Message);
                var late = waiting.ToLookup(
                    payment => Stopwatch.GetElapsedTime(payment.Since) > LongestWait);
                late[true].ToList().ForEach(payment => payment.Fail(exception));
                waiting = [.. late[false]];
                await Task.Delay(PauseAfterOutage);
            }
            catch (Exception exception) when (waiting.Count == 1)
            {
                waiting[0].Fail(exception);
                return;
            }
            catch (Exception exception)
            {
                logger.LogWarning(
                    exception, "A batch of {Payments} payments failed; writing them one by one",
                    waiting.Count);
                foreach (var payment in waiting)
                {
                    await WriteAsync([payment]);
                }
                return;
            }
        }
    }

    async Task WriteOnceAsync(List<WaitingPayment> waiting)
    {
        await using var connection = await source.OpenConnectionAsync();
        var batch = new PaymentBatch(caisse, waiting, facts, pins, actors);
        IReadOnlyList<Answer<PayPointOfSale.PayAnswer>> answers;
        try
        {
            answers = await batch.RunAsync(connection);
        }
        catch
        {
            // Its transaction may still be open, and hold the ledger's lock.
            NpgsqlConnection.ClearPool(connection);
            throw;
        }
        facts = batch.Facts;
        for (var place = 0; place < waiting.Count; place++)
        {
            waiting[place].Answer(answers[place]);
        }
        outbox.Wake();
    }
}
