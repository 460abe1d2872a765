using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Households;

/// <summary>
/// Whom a guardian stands for: they see and spend for a household as its own people can, and are given the
/// data of the person they are named for. Named for nobody, they stand for the children.
/// </summary>
static class Guardians
{
    /// <summary>Whether the caller is guardian of a household now.</summary>
    internal static async Task<bool> IsGuardianOfAsync(this Work work, Caller caller, Guid householdId) =>
        caller.MemberId is { } guardianId
        && await work.OneAsync<bool>(IsGuardian, new { work.Caisse, householdId, guardianId });

    /// <summary>Whether the caller is guardian of somebody who lives in the household on a day.</summary>
    internal static async Task<bool> IsGuardianOfMemberAsync(
        this Work work, Caller caller, Guid memberId, DateOnly today) =>
        caller.MemberId is { } guardianId
        && await work.OneAsync<bool>(
            IsGuardianOfMember,
            new { work.Caisse, memberId, guardianId, Adult = today.AddYears(-Person.AgeOfMajority) });

    const string IsGuardian =
        """
        select exists (
            select from delegation
            where caisse_id = @Caisse and household_id = @householdId and delegate_id = @guardianId
                and kind = 'guardian' and ended_at is null)
        """;

    const string IsGuardianOfMember =
        """
        select exists (
            select from member join delegation using (caisse_id, household_id)
            where caisse_id = @Caisse and member_id = @memberId and left_on is null
                and delegate_id = @guardianId and kind = 'guardian' and ended_at is null
                and (ward_id = member_id or ward_id is null and birth_date > @Adult))
        """;
}
