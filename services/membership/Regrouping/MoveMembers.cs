using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Regrouping;

/// <summary>People who move from one household of the fund to another, under the ids they keep.</summary>
static class MoveMembers
{
    /// <summary>
    /// A day further ahead would be announced to the wallet long before it comes: the balance is shared when
    /// the move is recorded.
    /// </summary>
    internal static void CheckDayInto(Check check, DateOnly on, DateOnly today)
    {
        var latest = new Contracts.Period(today).Next.FirstDay;
        Household.CheckDayInto(check, on, "on");
        check.That(on <= latest, "on", $"must not be after {latest:yyyy-MM-dd}.");
    }

    /// <summary>Everybody whom the register has in a household now; those who moved on are not.</summary>
    internal static Task<IReadOnlyList<Stay>> ListStaysAsync(this Work work, Guid householdId) =>
        work.ListAsync<Stay>(ReadStays, new { work.Caisse, householdId });

    /// <summary>They live in the other household from a day on; where they lived before is kept.</summary>
    internal static Task<int> MoveMembersAsync(
        this Work work, IEnumerable<Guid> memberIds, Guid toHouseholdId, DateOnly on) =>
        work.ExecuteAsync(
            Move, new
            {
                work.Caisse, MemberIds = memberIds.ToArray(), toHouseholdId, on, LastDay = on.AddDays(-1),
            });

    const string ReadStays =
        """
        select member_id, birth_date, joined_on, left_on
        from member where caisse_id = @Caisse and household_id = @householdId
        """;

    const string Move =
        """
        insert into former_stay (caisse_id, member_id, household_id, joined_on, left_on)
        select caisse_id, member_id, household_id, joined_on, @LastDay
        from member where caisse_id = @Caisse and member_id = any(@MemberIds);
        update member set household_id = @toHouseholdId, joined_on = @on
        where caisse_id = @Caisse and member_id = any(@MemberIds);
        """;
}
