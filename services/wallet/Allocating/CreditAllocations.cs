using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Allocating;

/// <summary>
/// Credits reserved runs slice by slice. Killed anywhere, it goes on with the households not credited yet.
/// </summary>
sealed class CreditAllocations(
    Database database, Caisses caisses, CaisseMetrics metrics, ILogger<CreditAllocations> logger)
    : RegularWork(Poll, "Crediting waits", caisses, logger)
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "CreditAllocations";

    /// <summary>Also picks up what another instance, or this one before it was killed, left undone.</summary>
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    protected override async Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caisse.CaisseId, Actor, cancel);
        if (await CreditSlice.NextAsync(work) is not { } creditedCents)
        {
            return false;
        }
        await work.CommitAsync(cancel);
        metrics.Issued(caisse.CaisseId, creditedCents);
        return true;
    }
}
