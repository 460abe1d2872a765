using Caisse.ServiceDefaults;
using Npgsql;

namespace Caisse.Wallet;

/// <summary>
/// Does at regular times what is due in each caisse, one transaction after the other until nothing more is.
/// While the database is away it waits for the next time.
/// </summary>
abstract class RegularWork(TimeSpan pause, string whatWaits, Caisses caisses, ILogger logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var caisse in await caisses.ListAsync(stoppingToken))
                {
                    while (await DoSomeAsync(caisse, stoppingToken))
                    {
                    }
                }
            }
            catch (NpgsqlException exception)
            {
                logger.LogWarning("{WhatWaits}: {Reason}", whatWaits, exception.Message);
            }
        }
    }

    /// <summary>Does the next of what is due in a caisse; whether there may be more.</summary>
    protected abstract Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel);
}
