using System.Diagnostics;
using System.Text.Json;
using Dapper;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Publishes what waits in the outbox, in order, many confirms in flight, and marks it once the broker has
/// confirmed. A crash between the two publishes again; the inbox of each consumer makes that harmless.
/// Nothing else publishes.
/// </summary>
sealed class OutboxRelay(
    NpgsqlDataSource source, SendingBus sending, IBusControl control, OutboxSignal signal,
    CaisseMetrics metrics, ILogger<OutboxRelay> logger) : BackgroundService
{
    const int LargestBatch = 256;

    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Commits that follow each other faster than this are published together.</summary>
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await IsBrokerThereAsync(stoppingToken))
                {
                    await NoteLagAsync(stoppingToken);
                    continue;
                }
                var published = await PublishWaitingAsync(stoppingToken);
                metrics.OutboxPublished(published);
                if (published < LargestBatch)
                {
                    await Task.Delay(Pace, stoppingToken);
                    await signal.WaitAsync(Poll, stoppingToken);
                }
            }
            catch (Exception exception) when (exception.IsFailure(stoppingToken))
            {
                logger.LogWarning("The outbox waits: {Reason}", exception.Message);
                await Task.Delay(PauseAfterFailure, stoppingToken);
            }
        }
    }

    /// <summary>
    /// Messages published before the queues are bound would be dropped by the broker without a word. Waits
    /// for that, but not for ever: the lag must be seen to grow while the broker is away.
    /// </summary>
    async Task<bool> IsBrokerThereAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Poll);
        try
        {
            return await control.WaitForHealthStatus(BusHealthStatus.Healthy, limit.Token)
                == BusHealthStatus.Healthy;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    async Task NoteLagAsync(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        metrics.OutboxWaitsSince(
            await connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(ReadOldest));
    }

    async Task<int> PublishWaitingAsync(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        // A mark that a crash forgets is published again, which is harmless; waiting for the disk is not.
        await connection.ExecuteAsync("set local synchronous_commit = off", transaction: transaction);
        var waiting =
            (await connection.QueryAsync<WaitingEvent>(ReadWaiting, new { LargestBatch }, transaction))
                .AsList();
        if (waiting.Count == 0)
        {
            metrics.OutboxWaitsSince(null);
            return 0;
        }
        metrics.OutboxWaitsSince(waiting[0].CreatedAt);
        await sending.SendAsync(
            (bus, cancel) => Task.WhenAll(waiting.Select(happened => PublishAsync(bus, happened, cancel))),
            stop);
        await connection.ExecuteAsync(
            MarkPublished, new { Sequences = waiting.ConvertAll(happened => happened.Sequence).ToArray() },
            transaction);
        await transaction.CommitAsync(stop);
        metrics.OutboxWaitsSince(null);
        return waiting.Count;
    }

    static async Task PublishAsync(IBus bus, WaitingEvent waiting, CancellationToken cancel)
    {
        var type = EventNames.Find(waiting.EventName);
        var happened = JsonSerializer.Deserialize(waiting.Payload, type, CaisseJson.Events)!;
        using var activity = CaisseTracing.Source.StartActivity(
            $"publish {waiting.EventName}", ActivityKind.Producer, waiting.TraceParent);
        await bus.Publish(happened, type, context => context.MessageId = waiting.MessageId, cancel);
    }

    const string ReadWaiting =
        """
        select sequence, message_id, event_name, payload, trace_parent, created_at
        from outbox where published_at is null
        order by sequence limit @LargestBatch
        for update skip locked
        """;

    const string ReadOldest =
        "select created_at from outbox where published_at is null order by sequence limit 1";

    const string MarkPublished = "update outbox set published_at = now() where sequence = any(@Sequences)";

    sealed record WaitingEvent(
        long Sequence, Guid MessageId, string EventName, string Payload, string? TraceParent,
        DateTimeOffset CreatedAt);
}
