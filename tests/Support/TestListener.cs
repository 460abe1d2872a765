using System.Collections.Concurrent;
using Caisse.Contracts;
using MassTransit;

namespace Caisse.Support;

/// <summary>
/// Hears an event as another service does: at least once, in a queue that survives the broker's end, and
/// known again by the id of its message.
/// </summary>
public sealed class TestListener<TEvent> : IAsyncDisposable where TEvent : class, IEvent
{
    readonly ConcurrentDictionary<Guid, TEvent> heard = [];
    readonly IBusControl bus;
    int deliveries;

    TestListener(string broker) => bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
    {
        rabbit.Host(new Uri(broker));
        rabbit.ReceiveEndpoint($"listener-{typeof(TEvent).Name}", endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.Handler<TEvent>(context =>
            {
                Interlocked.Increment(ref deliveries);
                heard[context.MessageId!.Value] = context.Message;
                return Task.CompletedTask;
            });
        });
    });

    /// <summary>What it has heard, each message once.</summary>
    public IReadOnlyCollection<TEvent> Heard => [.. heard.Values];

    /// <summary>How often it was told something, repetitions counted.</summary>
    public int Deliveries => Volatile.Read(ref deliveries);

    /// <summary>Listens from now on.</summary>
    public static async Task<TestListener<TEvent>> ListenAsync(string broker)
    {
        var listener = new TestListener<TEvent>(broker);
        await listener.bus.StartAsync();
        return listener;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await bus.StopAsync();
}
