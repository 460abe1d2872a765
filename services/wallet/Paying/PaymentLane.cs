using System.Threading.Channels;
using Caisse.ServiceDefaults;
using Npgsql;

namespace Caisse.Wallet.Paying;

/// <summary>
/// Decides and writes payments together; the answers, in order, are true once it returns.
/// </summary>
delegate Task<IReadOnlyList<Answer<PayPointOfSale.PayAnswer>>> RunBatch(
    IReadOnlyList<WaitingPayment> waiting);

/// <summary>The payments of one caisse, in the order in which they came, written batch by batch.</summary>
sealed class PaymentLane
{
    internal const int LargestBatch = 256;

    /// <summary>What a caisse may have waiting; beyond it a till is told to try again.</summary>
    internal const int LongestQueue = 1024;

    internal static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    static readonly TimeSpan PauseAfterOutage = TimeSpan.FromMilliseconds(100);

    readonly RunBatch run;
    readonly TimeProvider clock;
    readonly ILogger<PaymentLane> logger;
    readonly Task running;
    readonly Channel<WaitingPayment> queue = Channel.CreateBounded<WaitingPayment>(
        new BoundedChannelOptions(LongestQueue) { SingleReader = true });

    internal PaymentLane(RunBatch run, TimeProvider clock, ILogger<PaymentLane> logger)
    {
        (this.run, this.clock, this.logger) = (run, clock, logger);
        // The lane outlives the request that opened it: neither its trace nor its clock is the lane's.
        using (ExecutionContext.SuppressFlow())
        {
            running = Task.Run(RunAsync);
        }
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
            await GatherAsync(batch);
            await WriteAsync(batch);
            batch.Clear();
        }
    }

    /// <summary>
    /// A batch costs as much as dozens of payments, so whoever is ready to join joins: as long as letting
    /// others run brings more, others run. It waits for nobody.
    /// </summary>
    async Task GatherAsync(List<WaitingPayment> batch)
    {
        for (var before = -1; batch.Count > before && batch.Count < LargestBatch; await Task.Yield())
        {
            before = batch.Count;
            while (batch.Count < LargestBatch && queue.Reader.TryRead(out var payment))
            {
                batch.Add(payment);
            }
        }
    }

    /// <summary>
    /// What passes is waited out: the batch is tried again as long as its payments may wait. Anything else is
    /// the fault of one payment, which is found by writing them one by one.
    /// </summary>
    async Task WriteAsync(List<WaitingPayment> waiting)
    {
        while (waiting.Count > 0)
        {
            try
            {
                var answers = await run(waiting);
                for (var place = 0; place < waiting.Count; place++)
                {
                    waiting[place].Answer(answers[place]);
                }
                return;
            }
            catch (Exception exception) when (Passes(exception))
            {
                logger.LogWarning("Payments wait: {Reason}", exception.Message);
                var late = waiting.ToLookup(payment => clock.GetElapsedTime(payment.Since) > LongestWait);
                late[true].ToList().ForEach(payment => payment.Answer(Outage.TryAgain));
                waiting = [.. late[false]];
                await Task.Delay(PauseAfterOutage, clock);
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

    /// <summary>
    /// An outage does; so does a key that another request held until now, whose answer the next try finds.
    /// </summary>
    static bool Passes(Exception exception) => Outage.Is(exception) || exception is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "idempotency_pkey",
    };
}
