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
    NpgsqlDataSource source, IBus bus, IBusControl control, OutboxSignal signal, CaisseMetrics metrics,
    ILogger<OutboxRelay> logger) : BackgroundService
{
    const int LargestBatch = 256;

    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Commits that follow each other faster than this are published together.</summary>
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPublish = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Messages published before the queues are bound would be dropped by the
                // broker without a word.
                await control.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
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

    async Task<int> PublishWaitingAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(LongestPublish);
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        // A mark that a crash forgets is published again, which is harmless; waiting for the disk is not.
        await connection.ExecuteAsync("set local synchronous_commit = off", transaction: transaction);
        var waiting =
            (await connection.QueryAsync<WaitingEvent>(ReadWaiting, new { LargestBatch }, transaction))
                .AsList();
        metrics.OutboxLag = waiting.Count == 0 ? TimeSpan.Zero : DateTimeOffset.UtcNow - waiting[0].CreatedAt;
        if (waiting.Count == 0)
        {
            return 0;
        }
        await Task.WhenAll(waiting.Select(happened => PublishAsync(happened, limit.Token)));
        await connection.ExecuteAsync(
            MarkPublished, new { Sequences = waiting.ConvertAll(happened => happened.Sequence).ToArray() },
            transaction);
        await transaction.CommitAsync(stop);
        return waiting.Count;
    }

    async Task PublishAsync(WaitingEvent waiting, CancellationToken cancel)
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

    const string MarkPublished = "update outbox set published_at = now() where sequence = any(@Sequences)";

    sealed record WaitingEvent(
        long Sequence, Guid MessageId, string EventName, string Payload, string? TraceParent,
        DateTimeOffset CreatedAt);
}
