using Caisse.ServiceDefaults;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Capturing;

/// <summary>
/// Frees what authorisations hold beyond their time. Where requests tell the time, a hold ends only when it
/// has also lasted that long by the clock of the database.
/// </summary>
sealed class ReleaseExpiredHolds(
    Database database, Caisses caisses, TimeProvider clock, ILogger<ReleaseExpiredHolds> logger)
    : RegularWork(Pause, "Holds wait to be released", caisses, logger)
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "ReleaseExpiredHolds";

    /// <summary>Payments wait for a slice at most.</summary>
    const int LargestSlice = 200;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel) =>
        await ReleaseSliceAsync(caisse.CaisseId, cancel) == LargestSlice;

    /// <summary>Releases the oldest of a caisse's expired holds; how many.</summary>
    internal async Task<int> ReleaseSliceAsync(string caisse, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caisse, Actor, cancel);
        if (!await work.OneAsync<bool>(AnyExpired, new { caisse, Now = clock.GetUtcNow() }))
        {
            return 0;
        }
        using var trace = CaisseTracing.Begin(nameof(ReleaseExpiredHolds));
        await Ledger.LockAsync(work);
        var released = await work.OneAsync<int>(
            Release, new { caisse, Now = clock.GetUtcNow(), LargestSlice });
        await work.CommitAsync(cancel);
        return released;
    }

    const string IsExpired =
        """
        payment.caisse_id = @caisse and payment.state = 'authorised' and held_until < @Now
        and recorded_at + (held_until - paid_at) < now()
        """;

    const string AnyExpired = $"select exists (select from payment where {IsExpired})";

    const string Release =
        $"""
        with expired as (
            update payment set state = 'expired'
            where caisse_id = @caisse and payment_id in (
                select payment_id from payment where {IsExpired} order by held_until limit @LargestSlice)
            returning household_id, mona_cents
        ), freed as (
            update account set held_cents = held_cents - held.cents
            from (
                select household_id, sum(mona_cents)::bigint as cents from expired group by household_id
            ) as held
            where account.caisse_id = @caisse and account.account_id = held.household_id
        )
        select count(*)::int from expired
        """;
}
