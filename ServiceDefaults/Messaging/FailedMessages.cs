using System.Text;
using RabbitMQ.Client;

namespace Caisse.ServiceDefaults;

/// <summary>A message that failed after all retries.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="EventName">Which event.</param>
/// <param name="Reason">The last exception's message.</param>
/// <param name="Body">The message as it was delivered.</param>
public sealed record FailedMessage(Guid MessageId, string EventName, string Reason, string Body);

/// <summary>
/// The service's error queue: read without taking, and put back in the service's queue one by one.
/// </summary>
sealed class FailedMessages(BrokerAddress address)
{
    internal const int MostListed = 500;

    /// <summary>Together with "multiple", this number of a delivery stands for all of the channel.</summary>
    const ulong EveryOne = 0;

    /// <summary>The oldest failed messages, left where they are.</summary>
    internal async Task<IReadOnlyList<FailedMessage>> ListAsync(CancellationToken cancel)
    {
        await using var connection = await ConnectAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        var found = new List<FailedMessage>();
        while (found.Count < MostListed && await NextAsync(channel, cancel) is { } message)
        {
            found.Add(Describe(message));
        }
        await PutBackAsync(channel, found.Count, cancel);
        return found;
    }

    /// <summary>Delivers a failed message again; false when there is none with this id.</summary>
    internal async Task<bool> ReplayAsync(Guid messageId, CancellationToken cancel)
    {
        await using var connection = await ConnectAsync(cancel);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            cancel);
        var (isReplayed, looked) = (false, 0);
        for (; looked < MostListed && await NextAsync(channel, cancel) is { } message; looked++)
        {
            if (Describe(message).MessageId != messageId)
            {
                continue;
            }
            // Mandatory, and confirmed before it leaves the error queue: at no instant is it
            // in neither of the two.
            await channel.BasicPublishAsync(
                "", address.Service, mandatory: true,
                new BasicProperties(message.BasicProperties) { Persistent = true },
                message.Body, cancel);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancel);
            isReplayed = true;
            break;
        }
        await PutBackAsync(channel, looked, cancel);
        return isReplayed;
    }

    /// <summary>
    /// All that was fetched and not acknowledged. Closing the channel would do so as well, but later than the
    /// answer: whoever asks again at once would miss it. The queue has put it back once it answers.
    /// </summary>
    async Task PutBackAsync(IChannel channel, int fetched, CancellationToken cancel)
    {
        // Where there is no queue, nothing was fetched and the broker has closed the channel.
        if (fetched > 0)
        {
            await channel.BasicNackAsync(EveryOne, multiple: true, requeue: true, cancel);
            await channel.QueueDeclarePassiveAsync(MessagingSetup.ErrorQueueOf(address.Service), cancel);
        }
    }

    Task<IConnection> ConnectAsync(CancellationToken cancel) =>
        new ConnectionFactory { Uri = address.Uri, ClientProvidedName = $"{address.Service} failed messages" }
            .CreateConnectionAsync(cancel);

    async Task<BasicGetResult?> NextAsync(IChannel channel, CancellationToken cancel)
    {
        try
        {
            return await channel.BasicGetAsync(
                MessagingSetup.ErrorQueueOf(address.Service), autoAck: false, cancel);
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException exception)
            when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null; // The queue is made by the first failure.
        }
    }

    static FailedMessage Describe(BasicGetResult message)
    {
        var headers = message.BasicProperties.Headers ?? new Dictionary<string, object?>();
        string Header(string name) =>
            headers.TryGetValue(name, out var value) && value is byte[] text
                ? Encoding.UTF8.GetString(text)
                : "";
        _ = Guid.TryParse(message.BasicProperties.MessageId, out var id);
        return new FailedMessage(
            id, EventNameIn(message), Header("MT-Fault-Message"), Encoding.UTF8.GetString(message.Body.Span));
    }

    static string EventNameIn(BasicGetResult message)
    {
        using var body = System.Text.Json.JsonDocument.Parse(message.Body);
        var type = body.RootElement.TryGetProperty("messageType", out var types)
            ? types[0].GetString() ?? ""
            : "";
        return type.Replace("urn:message:Caisse.Contracts.", "", StringComparison.Ordinal).Replace(':', '.');
    }
}
