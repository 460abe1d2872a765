using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Does at regular times, and when it is woken, what is due in each caisse: a slice of each in turn, so that
/// none waits for another, until nothing more is due. A caisse whose slice fails, because the database is
/// away or for any other reason, is logged and waits for the next time: it stops neither the service nor the
/// others.
/// </summary>
/// <param name="pause">From one time to the next.</param>
/// <param name="whatWaits">What the log says of a failure, "Holds wait to be released".</param>
/// <param name="caisses">The caisses of the platform.</param>
/// <param name="logger">The worker's own.</param>
public abstract class RegularWork(TimeSpan pause, string whatWaits, Caisses caisses, ILogger logger)
    : BackgroundService
{
    readonly WakeUp wakeUp = new();

    /// <summary>Says that something may be due.</summary>
    public void Wake() => wakeUp.Wake();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await DoDueAsync(stoppingToken);
            await wakeUp.WaitAsync(pause, stoppingToken);
        }
    }

    /// <summary>Does all that is due in all caisses.</summary>
    public async Task DoDueAsync(CancellationToken cancel)
    {
        IReadOnlyList<KnownCaisse> busy = [];
        await TryAsync(async () => (busy = await caisses.ListAsync(cancel)).Count > 0, cancel);
        while (busy.Count > 0)
        {
            var stillBusy = new List<KnownCaisse>();
            foreach (var caisse in busy)
            {
                if (await TryAsync(() => DoSomeAsync(caisse, cancel), cancel))
                {
                    stillBusy.Add(caisse);
                }
            }
            busy = stillBusy;
        }
    }

    /// <summary>
    /// Does the next slice of what is due in a caisse, in transactions of its own; whether there may be more.
    /// </summary>
    protected abstract Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel);

    async Task<bool> TryAsync(Func<Task<bool>> work, CancellationToken stop)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception.IsFailure(stop))
        {
            logger.LogWarning(exception, "{WhatWaits}", whatWaits);
            return false;
        }
    }
}
