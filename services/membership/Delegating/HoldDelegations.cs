using Caisse.Contracts.Membership;
using Caisse.Membership.Households;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Delegating;

/// <summary>What every change of a household's delegates ends with.</summary>
static class HoldDelegations
{
    /// <summary>A new version of the household, and its delegates told to whoever listens.</summary>
    internal static async Task<long> PublishDelegatesChangedAsync(this Work work, Guid householdId)
    {
        var version = await work.AdvanceHouseholdAsync(householdId);
        var delegateIds = await work.ListAsync<Guid>(ReadDelegates, new { work.Caisse, householdId });
        await work.PublishAsync(
            new HouseholdDelegatesChanged(work.Caisse, householdId, delegateIds, version, work.Now));
        return version;
    }

    /// <summary>
    /// Ends delegations of a household that is held: of some delegates, or of all of them. Its version then;
    /// null when none of them was one.
    /// </summary>
    internal static async Task<long?> EndDelegationsAsync(
        this Work work, Guid householdId, Guid[]? ofThese)
    {
        var ended = await work.ListAsync<Guid>(End, new { work.Caisse, householdId, ofThese, work.Now });
        if (ended.Count == 0)
        {
            return null;
        }
        var version = await work.PublishDelegatesChangedAsync(householdId);
        await work.AuditAsync(
            "household.delegation-ended", householdId, null, new { version, DelegateIds = ended });
        return version;
    }

    const string End =
        """
        update delegation set ended_at = @Now
        where caisse_id = @Caisse and household_id = @householdId and ended_at is null
            and (@ofThese::uuid[] is null or delegate_id = any(@ofThese))
        returning delegate_id
        """;

    internal const string ReadDelegates =
        """
        select delegate_id from delegation
        where caisse_id = @Caisse and household_id = @householdId and ended_at is null
        order by delegate_id
        """;
}
