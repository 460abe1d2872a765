using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Puts away, once an hour, what is only needed for a while: published events go to the archive, answers
/// given are forgotten. The inbox forgets nothing: any event that is kept may be sent again.
/// </summary>
sealed class Housekeeping(Migrator migrator, ILogger<Housekeeping> logger) : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Whoever looks for a fault finds what was published lately in the outbox.</summary>
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
                await TidyAsync(connection, stoppingToken);
            }
            catch (Exception exception) when (exception.IsFailure(stoppingToken))
            {
                logger.LogWarning(exception, "Housekeeping failed; the next round is in {Pause}", Pause);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round, on a connection as the owner.</summary>
    internal static async Task TidyAsync(NpgsqlConnection owner, CancellationToken cancel)
    {
        await ArchivePublishedEvents.ArchiveAsync(owner, PublishedDays, cancel);
        await owner.ExecuteAsync(
            "delete from idempotency where created_at < now() - make_interval(days => @AnswerDays)",
            new { AnswerDays });
    }
}
