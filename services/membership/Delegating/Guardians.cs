using Caisse.ServiceDefaults;

namespace Caisse.Membership.Delegating;

/// <summary>Whom a guardian stands for: they may do for a household what its own people can.</summary>
static class Guardians
{
    /// <summary>Whether the caller is guardian of a household now.</summary>
    internal static async Task<bool> IsGuardianOfAsync(this Work work, Caller caller, Guid householdId) =>
        caller.MemberId is { } guardianId
        && await work.OneAsync<bool>(IsGuardian, new { work.Caisse, householdId, guardianId });

    /// <summary>Whether the caller is guardian of the household where someone lives now.</summary>
    internal static async Task<bool> IsGuardianOfMemberAsync(
        this Work work, Caller caller, Guid memberId) =>
        caller.MemberId is not null
        && await work.FindAsync<Guid?>(FindHome, new { work.Caisse, memberId }) is { } householdId
        && await work.IsGuardianOfAsync(caller, householdId);

    const string IsGuardian =
        """
        select exists (
            select from delegation
            where caisse_id = @Caisse and household_id = @householdId and delegate_id = @guardianId
                and kind = 'guardian' and ended_at is null)
        """;

    const string FindHome =
        """
        select household_id from member
        where caisse_id = @Caisse and member_id = @memberId and left_on is null
        """;
}
