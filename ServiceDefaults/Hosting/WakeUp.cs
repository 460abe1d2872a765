using System.Threading.Channels;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Wakes a worker of this process; wake-ups that come while one is waiting to be noticed are one.
/// </summary>
public class WakeUp
{
    readonly Channel<bool> signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that there is something to do.</summary>
    public void Wake() => signal.Writer.TryWrite(true);

    /// <summary>Waits for a wake-up, at most for so long.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancel)
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
