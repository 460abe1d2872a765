using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Regrouping;

/// <summary>
/// Carries the wallet of a household that nobody lives in any more, and what it owes the fund, to the
/// household they moved to. What comes to it later follows: see <see cref="FollowMergedWallets"/>. Its cards,
/// open codes and receipts to be decided go to the wallet that has its balance in the end, also when a later
/// merge was heard of first; vouchers are paid from what their own wallet holds for them.
/// </summary>
[Consumer("CarryBalanceOnHouseholdsMerged")]
sealed class CarryBalanceOnHouseholdsMerged : IHandle<HouseholdsMerged>
{
    public async Task HandleAsync(HouseholdsMerged happened, Work work, CancellationToken cancel)
    {
        await Ledger.LockAsync(work);
        await work.ExecuteAsync(
            NoteMerge, new { work.Caisse, happened.HouseholdId, happened.IntoHouseholdId });
        var holderId = await Households.FindHolderAsync(work, happened.HouseholdId);
        var handed = await work.OneAsync<HandedRow>(
            HandOver, new { work.Caisse, happened.HouseholdId, holderId });
        if (handed != new HandedRow(0, 0, 0))
        {
            await work.AuditAsync("wallet.handed-over", happened.HouseholdId, null, new { holderId, handed });
        }
        await MergedWallet.CarryAsync(work, happened.HouseholdId, happened.IntoHouseholdId);
    }

    sealed record HandedRow(int Cards, int Codes, int Claims);

    /// <summary>The admission of either may be heard later.</summary>
    const string NoteMerge =
        """
        insert into household (caisse_id, household_id, member_ids, version)
        values (@Caisse, @IntoHouseholdId, '{}', 0)
        on conflict do nothing;
        insert into household (caisse_id, household_id, member_ids, version, merged_into)
        values (@Caisse, @HouseholdId, '{}', 0, @IntoHouseholdId)
        on conflict (caisse_id, household_id) do update set merged_into = excluded.merged_into
        """;

    const string HandOver =
        """
        with cards as (
            update card set household_id = @holderId
            where caisse_id = @Caisse and household_id = @HouseholdId returning true
        ), codes as (
            update shown_code set household_id = @holderId
            where caisse_id = @Caisse and household_id = @HouseholdId and used_at is null returning true
        ), claims as (
            update receipt_claim set household_id = @holderId
            where caisse_id = @Caisse and household_id = @HouseholdId and state = 'received' returning true
        )
        select (select count(*) from cards)::int as cards, (select count(*) from codes)::int as codes,
            (select count(*) from claims)::int as claims
        """;
}
