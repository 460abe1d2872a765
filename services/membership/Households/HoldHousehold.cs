using Caisse.Contracts.Membership;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Households;

/// <summary>What every change of a household begins and ends with.</summary>
static class HoldHousehold
{
    /// <summary>The household, which nobody else changes until the unit of work ends; or null.</summary>
    internal static Task<Household?> HoldHouseholdAsync(this Work work, Guid householdId) =>
        work.FindAsync<Household>(Hold, new { work.Caisse, householdId });

    /// <summary>
    /// Several households by their ids, always held in the same order, so that no two wait for each other;
    /// null when the first is not there.
    /// </summary>
    internal static async Task<IReadOnlyDictionary<Guid, Household>?> HoldAllAsync(
        this Work work, IReadOnlyList<Guid> householdIds)
    {
        var held = new Dictionary<Guid, Household>();
        foreach (var householdId in householdIds.Distinct().Order())
        {
            if (await work.HoldHouseholdAsync(householdId) is { } household)
            {
                held[householdId] = household;
            }
        }
        return held.ContainsKey(householdIds[0]) ? held : null;
    }

    /// <summary>Ends a change of a household's people: a new version, told to whoever listens.</summary>
    internal static async Task<long> PublishHouseholdChangedAsync(this Work work, Guid householdId)
    {
        var version = await work.AdvanceHouseholdAsync(householdId);
        var memberIds = await work.ListAsync<Guid>(ReadMembers, new { work.Caisse, householdId });
        await work.PublishAsync(new HouseholdChanged(work.Caisse, householdId, memberIds, version, work.Now));
        return version;
    }

    /// <summary>The next version of a household.</summary>
    internal static Task<long> AdvanceHouseholdAsync(this Work work, Guid householdId) =>
        work.OneAsync<long>(Advance, new { work.Caisse, householdId });

    const string Hold =
        """
        select household_id, from_period, last_period, version
        from household where caisse_id = @Caisse and household_id = @householdId
        for update
        """;

    const string Advance =
        """
        update household set version = version + 1
        where caisse_id = @Caisse and household_id = @householdId
        returning version
        """;

    /// <summary>No later event tells that an announced departure has come: it is left out at once.</summary>
    const string ReadMembers =
        """
        select member_id from member
        where caisse_id = @Caisse and household_id = @householdId and left_on is null
        order by member_id
        """;
}
