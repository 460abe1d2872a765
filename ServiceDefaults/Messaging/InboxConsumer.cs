using Caisse.Contracts;
using MassTransit;
using Microsoft.Extensions.Configuration;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Applies an event through each handler that claims it, once, in one transaction with the inbox entry.
/// </summary>
sealed class InboxConsumer<TEvent>(
    IEnumerable<IHandle<TEvent>> handlers, Database database, IConfiguration configuration)
    : IConsumer<TEvent>
    where TEvent : class, IEvent
{
    public async Task Consume(ConsumeContext<TEvent> context)
    {
        if (SharedSettings.RequestTime.Of(configuration))
        {
            RequestClock.Tell(context.Message.OccurredAt);
        }
        foreach (var handler in handlers.Where(one => one.Claims(context.Message)))
        {
            var consumer = ConsumerAttribute.NameOf(handler.GetType());
            await using var work = await database.BeginAsync(
                context.Message.Caisse, consumer, context.CancellationToken);
            var isNew = await work.ExecuteAsync(
                """
                insert into inbox (consumer, message_id) values (@consumer, @MessageId)
                on conflict do nothing
                """,
                new { consumer, context.MessageId });
            if (isNew == 1)
            {
                if (!await HasHeardOriginalAsync(context, work, consumer))
                {
                    await handler.HandleAsync(context.Message, work, context.CancellationToken);
                }
                await work.CommitAsync(context.CancellationToken);
            }
        }
    }

    /// <summary>
    /// Whether an event that was rebuilt from what still holds says what the consumer was told at the time,
    /// under an id that nobody knows any more.
    /// </summary>
    static async Task<bool> HasHeardOriginalAsync(ConsumeContext context, Work work, string consumer) =>
        context.Headers.TryGetHeader(Republisher.RebuiltHeader, out _)
        && await work.OneAsync<bool>(
            "select exists (select from heard_before_archive where consumer = @consumer)", new { consumer });
}
