using System.Text.Json;
using Dapper;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Sends what was asked for to its queue, in order, many confirms in flight, and notes how far it has come
/// after each batch: whatever ends it goes on from there. Instances of a service take turns.
/// </summary>
sealed class Republisher(
    NpgsqlDataSource source, SendingBus sending, IBusControl control, Queues queues,
    RepublicationSignal signal, ILogger<Republisher> logger) : BackgroundService
{
    /// <summary>On events that were rebuilt from what still holds, and never sent before.</summary>
    internal const string RebuiltHeader = "Caisse-Rebuilt";

    const int MaxBatch = 256;

    /// <summary>A queue that is longer is left time: what happens now is to be heard too.</summary>
    const long MaxQueueLength = 5000;

    static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await control.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
                if (await SendBatchAsync(stoppingToken) is not { } isMoving)
                {
                    await signal.WaitAsync(Poll, stoppingToken);
                }
                else if (!isMoving)
                {
                    await Task.Delay(Pause, stoppingToken);
                }
            }
            catch (Exception exception) when (exception.IsFailure(stoppingToken))
            {
                logger.LogWarning("Sending events again waits: {Reason}", exception.Message);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    /// <summary>Null when there is nothing to do, false when it has to wait.</summary>
    async Task<bool?> SendBatchAsync(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var asked = await connection.QueryFirstOrDefaultAsync<Asked>(ReadNext, transaction: transaction);
        if (asked is null)
        {
            return null;
        }
        var because = await queues.CountWaitingAsync(asked.Queue, stop) switch
        {
            null => $"There is no queue \"{asked.Queue}\".",
            > MaxQueueLength and var waiting => $"{waiting} messages wait in the queue.",
            _ => null,
        };
        if (because is null)
        {
            await SendAsync(asked, connection, transaction, stop);
        }
        else
        {
            await connection.ExecuteAsync(
                NoteWaiting, new { asked.RepublicationId, because }, transaction);
        }
        await transaction.CommitAsync(stop);
        return because is null;
    }

    async Task SendAsync(
        Asked asked, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken stop)
    {
        var kept = (await connection.QueryAsync<KeptEvent>(ReadKept, new
        {
            asked.LastSequence,
            asked.ThroughSequence,
            asked.FromAt,
            asked.UntilAt,
            asked.EventNames,
            MaxBatch,
        }, transaction)).AsList();
        await sending.SendAsync(async (bus, cancel) =>
        {
            var queue = await bus.GetSendEndpoint(new Uri($"exchange:{asked.Queue}"));
            await Task.WhenAll(kept.Select(one => SendAsync(queue, one, cancel)));
        }, stop);
        await connection.ExecuteAsync(NoteSent, new
        {
            asked.RepublicationId,
            kept.Count,
            LastSequence = kept.Count == 0 ? asked.LastSequence : kept[^1].Sequence,
            IsDone = kept.Count < MaxBatch,
        }, transaction);
    }

    static Task SendAsync(ISendEndpoint queue, KeptEvent kept, CancellationToken cancel)
    {
        var type = EventNames.Find(kept.EventName);
        var happened = JsonSerializer.Deserialize(kept.Payload, type, CaisseJson.Events)!;
        return queue.Send(happened, type, Pipe.Execute<SendContext>(context =>
        {
            context.MessageId = kept.MessageId;
            if (kept.Sequence < 0)
            {
                context.Headers.Set(RebuiltHeader, true);
            }
            if (context.TryGetPayload(out RabbitMqSendContext? rabbit))
            {
                rabbit.Mandatory = true;
            }
        }), cancel);
    }

    /// <summary>Several under way take turns, so that one whose queue is away holds up none.</summary>
    const string ReadNext =
        """
        select republication_id, queue, from_at, until_at, event_names, last_sequence, through_sequence
        from republication where ended_at is null
        order by tried_at nulls first limit 1
        for update skip locked
        """;

    /// <summary>
    /// An event moves from the outbox to the archive under its sequence: in one statement, it is seen once.
    /// </summary>
    const string ReadKept =
        """
        select sequence, message_id, event_name, payload from (
            (select sequence, message_id, event_name, payload from event_archive
            where sequence > @LastSequence and sequence <= @ThroughSequence and event_name = any(@EventNames)
                and occurred_at >= @FromAt and (@UntilAt::timestamptz is null or occurred_at < @UntilAt)
                and month >= date_trunc('month', @FromAt at time zone 'utc')::date
            order by sequence limit @MaxBatch)
            union all
            (select sequence, message_id, event_name, payload from outbox
            where sequence > @LastSequence and sequence <= @ThroughSequence and event_name = any(@EventNames)
                and published_at is not null and (payload::jsonb ->> 'occurredAt')::timestamptz >= @FromAt
                and (@UntilAt::timestamptz is null
                    or (payload::jsonb ->> 'occurredAt')::timestamptz < @UntilAt)
            order by sequence limit @MaxBatch)
        ) as kept
        order by sequence limit @MaxBatch
        """;

    const string NoteSent =
        """
        update republication set sent = sent + @Count, last_sequence = @LastSequence, waits_because = null,
            tried_at = clock_timestamp(), ended_at = case when @IsDone then now() end
        where republication_id = @RepublicationId
        """;

    const string NoteWaiting =
        """
        update republication set waits_because = @because, tried_at = clock_timestamp()
        where republication_id = @RepublicationId
        """;

    sealed record Asked
    {
        public required Guid RepublicationId { get; init; }

        public required string Queue { get; init; }

        public required DateTimeOffset FromAt { get; init; }

        public DateTimeOffset? UntilAt { get; init; }

        public required string[] EventNames { get; init; }

        public required long LastSequence { get; init; }

        public required long ThroughSequence { get; init; }
    }

    sealed record KeptEvent(long Sequence, Guid MessageId, string EventName, string Payload);
}
