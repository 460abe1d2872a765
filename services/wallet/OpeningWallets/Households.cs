using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.OpeningWallets;

/// <summary>Who belongs to a household or stands for it, and so may see and spend.</summary>
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
        await Ledger.OpenAsync(work, AccountKind.Household, householdId);
    }

    /// <summary>The same for its delegates, who may be heard of before the household itself.</summary>
    internal static async Task FollowDelegatesAsync(
        Work work, Guid householdId, IReadOnlyList<Guid> delegateIds, long version)
    {
        await work.ExecuteAsync(
            """
            insert into household (
                caisse_id, household_id, member_ids, version, delegate_ids, delegates_version)
            values (@Caisse, @householdId, '{}', 0, @DelegateIds, @version)
            on conflict (caisse_id, household_id)
            do update set delegate_ids = excluded.delegate_ids, delegates_version = excluded.delegates_version
            where household.delegates_version < excluded.delegates_version
            """, new { work.Caisse, householdId, DelegateIds = delegateIds.ToArray(), version });
        await Ledger.OpenAsync(work, AccountKind.Household, householdId);
    }

    /// <summary>Whether it is known.</summary>
    internal static Task<bool> ExistsAsync(Work work, Guid householdId) => work.OneAsync<bool>(
        "select exists (select from household where caisse_id = @Caisse and household_id = @householdId)",
        new { work.Caisse, householdId });

    /// <summary>Whose wallet has what a household had: after merges, the last one's.</summary>
    internal static Task<Guid> FindHolderAsync(Work work, Guid householdId) =>
        work.OneAsync<Guid>(FindHolder, new { work.Caisse, householdId });

    /// <summary>
    /// Whether a caller may see a household's wallet: its people and delegates, and whose grant says so.
    /// </summary>
    internal static async Task<bool> MaySeeAsync(Work work, Caller caller, Guid householdId) =>
        caller.Has(Grants.Treasurer) || caller.Has(Grants.Coordinator) || caller.Has(Grants.ReadWallets)
        || await IsOfAsync(work, caller, householdId);

    /// <summary>Whether the caller is one of the household's people, or their delegate.</summary>
    internal static async Task<bool> IsOfAsync(Work work, Caller caller, Guid householdId) =>
        caller.MemberId is { } memberId && await work.OneAsync<bool>(
            """
            select exists (select from household
                where caisse_id = @Caisse and household_id = @householdId
                  and @memberId = any(member_ids || delegate_ids))
            """, new { work.Caisse, householdId, memberId });

    const string FindHolder =
        """
        with recursive holder as (
            select @householdId as household_id, 0 as merges
            union all
            select merged_into, merges + 1
            from holder join household using (household_id)
            where caisse_id = @Caisse and merged_into is not null
        )
        select household_id from holder order by merges desc limit 1
        """;
}
