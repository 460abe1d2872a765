using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Forgets, once an hour, what is only needed for a while: published events, message ids seen, answers given.
/// </summary>
sealed class Housekeeping(Migrator migrator, ILogger<Housekeeping> logger) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>
    /// A redelivery later than this cannot happen: the broker's own queues are replayed by hand within days.
    /// </summary>
    const int InboxDays = 90;

    const int PublishedDays = 7;

    /// <summary>A client that repeats a request does so within hours; the promise is a month.</summary>
    const int AnswerDays = 31;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        do
        {
            try
            {
                await using var connection = await migrator.OpenAsync(stoppingToken);
                await connection.ExecuteAsync(
                    """
                    delete from outbox where published_at < now() - make_interval(days => @PublishedDays);
                    delete from inbox where received_at < now() - make_interval(days => @InboxDays);
                    delete from idempotency where created_at < now() - make_interval(days => @AnswerDays);
                    """, new { PublishedDays, InboxDays, AnswerDays });
            }
            catch (Exception exception) when (exception.IsFailure(stoppingToken))
            {
                logger.LogWarning(exception, "Housekeeping failed; the next round is in {Pause}", Pause);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
