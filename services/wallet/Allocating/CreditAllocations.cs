using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Allocating;

/// <summary>
/// Credits reserved runs slice by slice. Killed anywhere, it goes on with the households not credited yet.
/// </summary>
sealed class CreditAllocations(
    Database database, Caisses caisses, CaisseMetrics metrics, ILogger<CreditAllocations> logger)
    : BackgroundService
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "CreditAllocations";

    /// <summary>Also picks up what another instance, or this one before it was killed, left undone.</summary>
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    readonly WakeUp wakeUp = new();

    /// <summary>Says that a run may be waiting.</summary>
    internal void Wake() => wakeUp.Wake();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await TryAsync(() => CreditRoundAsync(stoppingToken), stoppingToken))
            {
                await wakeUp.WaitAsync(Poll, stoppingToken);
            }
        }
    }

    /// <summary>A slice of each caisse in turn, so that none waits for another's run.</summary>
    async Task<bool> CreditRoundAsync(CancellationToken stop)
    {
        var hasMoved = false;
        foreach (var caisse in await caisses.ListAsync(stop))
        {
            hasMoved |= await TryAsync(() => CreditSliceAsync(caisse.CaisseId, stop), stop);
        }
        return hasMoved;
    }

    async Task<bool> TryAsync(Func<Task<bool>> credit, CancellationToken stop)
    {
        try
        {
            return await credit();
        }
        catch (Exception exception) when (exception.IsFailure(stop))
        {
            logger.LogWarning(exception, "Crediting waits");
            return false;
        }
    }

    async Task<bool> CreditSliceAsync(string caisse, CancellationToken stop)
    {
        await using var work = await database.BeginAsync(caisse, Actor, stop);
        if (await CreditSlice.NextAsync(work) is not { } creditedCents)
        {
            return false;
        }
        await work.CommitAsync(stop);
        metrics.Issued(caisse, creditedCents);
        return true;
    }
}
