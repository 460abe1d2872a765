using Caisse.Contracts.Membership;
using Caisse.Membership.Registering;
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

    internal const string ReadDelegates =
        """
        select delegate_id from delegation
        where caisse_id = @Caisse and household_id = @householdId and ended_at is null
        order by delegate_id
        """;
}
