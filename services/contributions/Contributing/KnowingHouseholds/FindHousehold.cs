using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.KnowingHouseholds;

/// <summary>A household as contributions knows it.</summary>
sealed record KnownHousehold(Guid HouseholdId, int Persons, Period FromPeriod, Period? LastPeriod);

/// <summary>Finds a household for those who may see it.</summary>
static class FindHousehold
{
    /// <summary>
    /// The household; null when it was never admitted as far as is known, or is not the calling member's own.
    /// </summary>
    internal static Task<KnownHousehold?> FindHouseholdAsync(this Work work, Guid householdId, Caller caller)
    {
        var isStaff = caller.Has(Grants.Treasurer) || caller.Has(Grants.Coordinator);
        return work.FindAsync<KnownHousehold>(
            ReadHousehold, new { work.Caisse, householdId, isStaff, caller.MemberId });
    }

    const string ReadHousehold =
        """
        select household_id, cardinality(member_ids) as persons, from_period, last_period
        from household
        where caisse_id = @Caisse and household_id = @householdId and from_period is not null
            and cardinality(member_ids) > 0 and (@isStaff or @MemberId = any(member_ids))
        """;
}
