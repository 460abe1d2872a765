using System.Text.Json;
using Caisse.Contracts;
using Caisse.ServiceDefaults;
using RabbitMQ.Client;

namespace Caisse.Support;

/// <summary>
/// A mailbox: keeps all that is published of an event, as another service's does while that service is
/// away, through the broker's end too.
/// </summary>
public sealed class TestMailbox<TEvent> where TEvent : class, IEvent
{
    static readonly string Queue = $"all-{typeof(TEvent).Name}";

    readonly ConnectionFactory factory;
    readonly Dictionary<Guid, TEvent> told = [];

    TestMailbox(string broker) => factory = new ConnectionFactory { Uri = new Uri(broker) };

    /// <summary>What has been told so far, each message once, as consumers remember them.</summary>
    public IReadOnlyCollection<TEvent> Told => told.Values;

    /// <summary>How many messages came more than once.</summary>
    public int Repeated { get; private set; }

    /// <summary>Keeps what is published from now on.</summary>
    public static async Task<TestMailbox<TEvent>> OpenAsync(string broker)
    {
        var mailbox = new TestMailbox<TEvent>(broker);
        await using var connection = await mailbox.factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        // Under this name MassTransit publishes.
        var exchange = $"{typeof(TEvent).Namespace}:{typeof(TEvent).Name}";
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        await channel.QueueDeclareAsync(
            Queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await channel.QueueBindAsync(Queue, exchange, "");
        return mailbox;
    }

    /// <summary>Takes what has come since.</summary>
    public async Task ReadAsync()
    {
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        while (await channel.BasicGetAsync(Queue, autoAck: true) is { } delivered)
        {
            var envelope = JsonSerializer.Deserialize<Envelope>(delivered.Body.Span, CaisseJson.Events)!;
            if (!told.TryAdd(envelope.MessageId, envelope.Message))
            {
                Repeated++;
            }
        }
    }

    sealed record Envelope(Guid MessageId, TEvent Message);
}
