using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Households;

/// <summary>Finds the person whose data is asked for, and says who may ask.</summary>
static class DataSubjects
{
    /// <summary>The person themself, and the coordinator, whose every use is in the audit trail.</summary>
    internal static bool MaySeeAllOf(this Caller caller, Guid memberId) =>
        caller.Has(Grants.Coordinator) || caller.MemberId == memberId;

    /// <summary>Those, and the person's guardian.</summary>
    internal static async Task<bool> MaySeeAllOfAsync(
        this Work work, Caller caller, Guid memberId, DateOnly today) =>
        caller.MaySeeAllOf(memberId) || await work.IsGuardianOfMemberAsync(caller, memberId, today);

    /// <summary>A member, delegate or applicant under their id, erased or not; null for nobody.</summary>
    internal static Task<DataSubject?> FindSubjectAsync(this Work work, Guid memberId) =>
        work.FindAsync<DataSubject>(Find, new { work.Caisse, memberId });

    const string Find =
        """
        select person.member_id, person.household_id, person.left_on, household.last_period,
            (select count(*)::int from delegation
             where delegation.caisse_id = @Caisse and delegate_id = @memberId and ended_at is null)
                as delegations,
            personal_key.erased_at
        from (
            select member_id, household_id, left_on from member
            where caisse_id = @Caisse and member_id = @memberId
            union all
            select delegate_id, null, null from delegate
            where caisse_id = @Caisse and delegate_id = @memberId
            union all
            select member_id, null, null
            from application_member join application using (caisse_id, application_id)
            where caisse_id = @Caisse and member_id = @memberId and state <> 'admitted'
        ) person
        left join household
            on household.caisse_id = @Caisse and household.household_id = person.household_id
        left join personal_key
            on personal_key.caisse_id = @Caisse and personal_key.subject_id = person.member_id
        """;
}
