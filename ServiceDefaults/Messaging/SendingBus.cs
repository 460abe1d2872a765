using MassTransit;
using Microsoft.Extensions.Logging;

namespace Caisse.ServiceDefaults;

/// <summary>
/// A connection to the broker on which one worker sends. Whenever sending fails or takes too long it is given
/// up, and the next time begins a new one: after a broker froze or was killed the library at times waits for
/// ever for a channel that is gone, whatever its token says, while its health is reported as good.
/// </summary>
sealed class SendingBus(BrokerAddress broker, ILogger<SendingBus> logger) : IAsyncDisposable
{
    static readonly TimeSpan MaxSend = TimeSpan.FromSeconds(20);
    static readonly TimeSpan MaxStop = TimeSpan.FromSeconds(5);

    IBusControl? bus;

    /// <summary>Sends and waits for the broker's confirmation, for one caller at a time.</summary>
    /// <exception cref="TimeoutException">It was not confirmed in time; it may have been sent.</exception>
    internal async Task SendAsync(Func<IBus, CancellationToken, Task> send, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(MaxSend);
        try
        {
            if (bus is null)
            {
                bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(broker.Uri));
                await bus.StartAsync(limit.Token).WaitAsync(limit.Token);
            }
            await send(bus, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception exception)
        {
            _ = GiveUpAsync();
            if (exception is OperationCanceledException && !stop.IsCancellationRequested)
            {
                throw new TimeoutException($"The broker confirmed nothing within {MaxSend.TotalSeconds} s.");
            }
            throw;
        }
    }

    /// <summary>Ends the connection; what does not let itself be ended in time is left to itself.</summary>
    async Task GiveUpAsync()
    {
        var given = Interlocked.Exchange(ref bus, null);
        if (given is null)
        {
            return;
        }
        try
        {
            using var limit = new CancellationTokenSource(MaxStop);
            await given.StopAsync(limit.Token);
        }
        catch (Exception exception)
        {
            logger.LogDebug(exception, "A connection to the broker did not end");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await GiveUpAsync();
}
