using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Regrouping;

/// <summary>
/// Carries on what comes to a wallet after its household merged into another: a hold that ends, a refund, an
/// allocation worked out before, a debt of a till that was without network, a suspension that is lifted.
/// </summary>
sealed class FollowMergedWallets(
    Database database, Caisses caisses, ILogger<FollowMergedWallets> logger)
    : RegularWork(Pause, "Merged wallets wait to be carried on", caisses, logger)
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "FollowMergedWallets";

    /// <summary>Payments wait for a slice at most.</summary>
    const int LargestSlice = 20;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel) =>
        await CarrySliceAsync(caisse.CaisseId, cancel) == LargestSlice;

    /// <summary>Carries on what some of a caisse's merged wallets have; how many.</summary>
    internal async Task<int> CarrySliceAsync(string caisse, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caisse, Actor, cancel);
        var due = await work.ListAsync<(Guid HouseholdId, Guid IntoId)>(
            FindDue, new { work.Caisse, LargestSlice });
        if (due.Count == 0)
        {
            return 0;
        }
        using var trace = CaisseTracing.Begin(nameof(FollowMergedWallets));
        foreach (var (householdId, intoId) in due)
        {
            await MergedWallet.CarryAsync(work, householdId, intoId);
        }
        await work.CommitAsync(cancel);
        return due.Count;
    }

    /// <summary>By the households' ids; what is carried is read again under the ledger's lock.</summary>
    const string FindDue =
        """
        select household.household_id, merged_into as into_id
        from household
        join account on account.caisse_id = household.caisse_id and account_id = household.household_id
        left join household_debt on household_debt.caisse_id = household.caisse_id
            and household_debt.household_id = household.household_id
        where household.caisse_id = @Caisse and merged_into is not null
            and (owed_cents > 0 or (balance_cents > held_cents and household.state = 'open'))
        order by household.household_id limit @LargestSlice
        """;
}
