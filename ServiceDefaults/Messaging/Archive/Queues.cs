using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Caisse.ServiceDefaults;

/// <summary>Looks at queues of the broker without making or changing any.</summary>
sealed class Queues(BrokerAddress address)
{
    /// <summary>How many messages wait in a queue; null when there is no queue of that name.</summary>
    internal async Task<long?> CountWaitingAsync(string queue, CancellationToken cancel)
    {
        var factory = new ConnectionFactory
        {
            Uri = address.Uri, ClientProvidedName = $"{address.Service} queues",
        };
        await using var connection = await factory.CreateConnectionAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        try
        {
            // A queue takes what is sent to the exchange of its name: both have to be there.
            await channel.ExchangeDeclarePassiveAsync(queue, cancel);
            return (await channel.QueueDeclarePassiveAsync(queue, cancel)).MessageCount;
        }
        catch (OperationInterruptedException exception)
            when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }
}
