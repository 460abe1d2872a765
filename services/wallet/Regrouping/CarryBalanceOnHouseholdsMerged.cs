using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Regrouping;

/// <summary>
/// Carries the wallet of a household that nobody lives in any more, and what it owes the fund, to the
/// household they moved to. What comes to it later follows: see <see cref="FollowMergedWallets"/>.
/// </summary>
sealed class CarryBalanceOnHouseholdsMerged : IHandle<HouseholdsMerged>
{
    public async Task HandleAsync(HouseholdsMerged happened, Work work, CancellationToken cancel)
    {
        await Ledger.LockAsync(work);
        await work.ExecuteAsync(
            NoteMerge, new { work.Caisse, happened.HouseholdId, happened.IntoHouseholdId });
        await MergedWallet.CarryAsync(work, happened.HouseholdId, happened.IntoHouseholdId);
    }

    /// <summary>Its admission may be heard later.</summary>
    const string NoteMerge =
        """
        insert into household (caisse_id, household_id, member_ids, version, merged_into)
        values (@Caisse, @HouseholdId, '{}', 0, @IntoHouseholdId)
        on conflict (caisse_id, household_id) do update set merged_into = excluded.merged_into
        """;
}
