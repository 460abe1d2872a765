using Caisse.ServiceDefaults;

namespace Caisse.Wallet;

/// <summary>
/// Does at regular times what is due in each caisse, one transaction after the other until nothing more is.
/// What fails, because the database is away or for any other reason, is logged and waits for the next time:
/// it stops neither the service nor the other caisses.
/// </summary>
abstract class RegularWork(TimeSpan pause, string whatWaits, Caisses caisses, ILogger logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(() => DoRoundAsync(stoppingToken), stoppingToken);
        }
    }

    async Task DoRoundAsync(CancellationToken stop)
    {
        foreach (var caisse in await caisses.ListAsync(stop))
        {
            await TryAsync(() => DoAllAsync(caisse, stop), stop);
        }
    }

    async Task DoAllAsync(KnownCaisse caisse, CancellationToken stop)
    {
        while (await DoSomeAsync(caisse, stop))
        {
        }
    }

    async Task TryAsync(Func<Task> work, CancellationToken stop)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception.IsFailure(stop))
        {
            logger.LogWarning(exception, "{WhatWaits}", whatWaits);
        }
    }

    /// <summary>Does the next of what is due in a caisse; whether there may be more.</summary>
    protected abstract Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel);
}
