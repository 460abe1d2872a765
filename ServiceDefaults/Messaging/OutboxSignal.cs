using System.Threading.Channels;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Wakes the relay of this process as soon as a transaction with events has committed. PostgreSQL's notify would do the
/// same at the price of one lock that every committing transaction of the database takes.
/// </summary>
public sealed class OutboxSignal
{
    readonly Channel<bool> signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that something waits in the outbox.</summary>
    public void Wake() => signal.Writer.TryWrite(true);

    /// <summary>Waits for a wake-up, at most for so long.</summary>
    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(atMost);
        try
        {
            await signal.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return;
        }
    }
}
