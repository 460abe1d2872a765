using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.OpeningWallets;

/// <summary>Opens a household's wallet when it joins the fund.</summary>
sealed class OpenWalletOnHouseholdAdmitted : IHandle<HouseholdAdmitted>
{
    public Task HandleAsync(HouseholdAdmitted happened, Work work, CancellationToken cancel) =>
        Households.FollowAsync(work, happened.HouseholdId, happened.MemberIds, happened.Version);
}

/// <summary>Keeps who belongs to a household, and so may see its wallet.</summary>
sealed class FollowMembersOnHouseholdChanged : IHandle<HouseholdChanged>
{
    public Task HandleAsync(HouseholdChanged happened, Work work, CancellationToken cancel) =>
        Households.FollowAsync(work, happened.HouseholdId, happened.MemberIds, happened.Version);
}

static class Households
{
    /// <summary>
    /// The newest version wins, in whatever order they arrive; a household that is known has a wallet.
    /// </summary>
    internal static async Task FollowAsync(
        Work work, Guid householdId, IReadOnlyList<Guid> memberIds, long version)
    {
        await work.ExecuteAsync(
            """
            insert into household (caisse_id, household_id, member_ids, version)
            values (@Caisse, @householdId, @MemberIds, @version)
            on conflict (caisse_id, household_id)
            do update set member_ids = excluded.member_ids, version = excluded.version
            where household.version < excluded.version
            """, new { work.Caisse, householdId, MemberIds = memberIds.ToArray(), version });
        await Ledger.OpenAsync(work, AccountState.Household, householdId);
    }

    /// <summary>
    /// Whether a caller may see a household's wallet: its own people, and those whose grant says so.
    /// </summary>
    internal static async Task<bool> MaySeeAsync(Work work, Caller caller, Guid householdId) =>
        caller.Has(Grants.Treasurer) || caller.Has(Grants.Coordinator) || caller.Has(Grants.ReadWallets)
        || await IsOfAsync(work, caller, householdId);

    /// <summary>Whether the caller is one of the household's people.</summary>
    internal static async Task<bool> IsOfAsync(Work work, Caller caller, Guid householdId) =>
        caller.MemberId is { } memberId && await work.OneAsync<bool>(
            """
            select exists (select from household
                where caisse_id = @Caisse and household_id = @householdId and @memberId = any(member_ids))
            """, new { work.Caisse, householdId, memberId });
}
