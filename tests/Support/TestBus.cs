using Caisse.Contracts;
using MassTransit;

namespace Caisse.Support;

/// <summary>Publishes events as another service's relay would.</summary>
public sealed class TestBus : IAsyncDisposable
{
    readonly IBusControl bus;

    TestBus(IBusControl bus) => this.bus = bus;

    internal static async Task<TestBus> ConnectAsync(string broker)
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(new Uri(broker)));
        await bus.StartAsync();
        return new TestBus(bus);
    }

    /// <summary>Publishes one delivery; the same message id again is a redelivery.</summary>
    public Task PublishAsync(IEvent happened, Guid messageId)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return bus.Publish(happened, happened.GetType(), context => context.MessageId = messageId);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await bus.StopAsync();
}
