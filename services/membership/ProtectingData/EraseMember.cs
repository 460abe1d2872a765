using Caisse.Contracts.Membership;
using Caisse.Membership.Domain;
using Caisse.Membership.Households;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.ProtectingData;

/// <summary>
/// Forgets a person, here at once and in the other services as they hear of it: the key of what is known
/// about them is destroyed. With the last person of a household, the household is forgotten too. Ids stay.
/// </summary>
static class EraseMember
{
    internal sealed record ErasedMember(Guid Id, DateTimeOffset ErasedAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/members/{memberId:guid}/erasure", HandleAsync)
            .Describe(nameof(EraseMember), "Forget a person: names, contacts and bank details, everywhere.")
            .Allow(Grants.Coordinator, Grants.Member, Grants.Delegate);

    static async Task<Answer<ErasedMember>> HandleAsync(
        Guid memberId, Caller caller, Database database, PersonalData personal,
        SearchDigests digests, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        // The last two people of a household take turns, so that the second forgets the household; and nobody
        // is admitted while they are forgotten.
        await work.ExecuteAsync(Hold, new { work.Caisse, memberId });
        if (!caller.MaySeeAllOf(memberId) || await work.FindSubjectAsync(memberId) is not { } subject)
        {
            return Refusal.NotFound("member", memberId);
        }
        if (subject.ErasedAt is { } before)
        {
            return new ErasedMember(memberId, before);
        }
        if (subject.WhyNotErase(work.Today) is { } refusal)
        {
            return refusal;
        }
        await work.EraseAsync(personal, digests, subject);
        await work.CommitAsync(cancel);
        return new ErasedMember(memberId, work.Now);
    }

    /// <summary>Erases someone of whom nothing stands in the way.</summary>
    internal static async Task EraseAsync(
        this Work work, PersonalData personal, SearchDigests digests, DataSubject subject)
    {
        var person = new { work.Caisse, subject.MemberId, subject.HouseholdId };
        var exports = await work.ListAsync<Guid>(DeleteExports, person);
        await PersonalData.EraseAsync(work, [subject.MemberId, .. exports]);
        await work.ExecuteAsync(ForgetPerson, person);
        await work.ExecuteAsync(ForgetCandidatures, person);
        var households = await work.ListAsync<Guid>(FindUnknown, person);
        foreach (var householdId in households)
        {
            var application = await work.OneAsync<Guid?>(ForgetHousehold, new { work.Caisse, householdId });
            await PersonalData.EraseAsync(work, application is { } id ? [householdId, id] : [householdId]);
            await work.ExecuteAsync(ForgetApplication, new { work.Caisse, ApplicationId = application });
        }
        var contacts = await work.ForgetContactsAsync(personal, subject.MemberId, households);
        await work.ForgetApplicationAsync(personal, digests, subject.MemberId);
        await PersonalData.EraseAsync(work, await work.ListAsync<Guid>(
            FindDelegations, new { work.Caisse, subject.MemberId, Households = households.ToArray() }));
        if (subject.HouseholdId is { } searched)
        {
            // The register is no longer searched by the name that is forgotten.
            await work.IndexHouseholdAsync(personal, digests, searched);
        }
        await work.PublishAsync(new MemberErased(work.Caisse, subject.MemberId, households, work.Now));
        await work.AuditAsync("member.erased", subject.MemberId, null, new { households, contacts });
    }

    const string Hold =
        """
        select from application where caisse_id = @Caisse and application_id in (
            select application_id from application_member
            where caisse_id = @Caisse and member_id = @memberId)
        for update;
        select from household where caisse_id = @Caisse and household_id in (
            select household_id from stay where caisse_id = @Caisse and member_id = @memberId)
        order by household_id for update;
        """;

    const string DeleteExports =
        """
        delete from personal_export where caisse_id = @Caisse and member_id = @MemberId
        returning export_id
        """;

    /// <summary>
    /// The year stays, for what was counted by age; the day could name a person. Nobody knows why they left,
    /// and free words about what they took part in could name anybody.
    /// </summary>
    const string ForgetPerson =
        """
        update member
        set birth_date = date_trunc('year', birth_date)::date,
            departure_reason = case when departure_reason is not null then 'other' end
        where caisse_id = @Caisse and member_id = @MemberId;
        update application_member set birth_date = date_trunc('year', birth_date)::date
        where caisse_id = @Caisse and member_id = @MemberId;
        update participation set event = '—' where caisse_id = @Caisse and member_id = @MemberId;
        """;

    /// <summary>
    /// A pool that is frozen has them under a pseudonym; the id stays, so that the seats of a draw go on
    /// adding up.
    /// </summary>
    const string ForgetCandidatures =
        """
        delete from candidate using campaign
        where candidate.caisse_id = @Caisse and person_id = @MemberId and state = 'open'
            and campaign.caisse_id = candidate.caisse_id and campaign.campaign_id = candidate.campaign_id;
        update candidate set features = '{}', address_key = ''
        where caisse_id = @Caisse and person_id = @MemberId;
        """;

    /// <summary>Households they live or lived in, of whose people, now and before, nobody is known.</summary>
    const string FindUnknown =
        """
        select distinct household_id from stay
        where caisse_id = @Caisse and member_id = @MemberId and not exists (
            select from stay other join personal_key
                on personal_key.caisse_id = other.caisse_id and subject_id = other.member_id
            where other.caisse_id = @Caisse and other.household_id = stay.household_id
                and erased_at is null)
        order by household_id
        """;

    /// <summary>Of which it is known by what a guardian is appointed: themself, or of nobody known.</summary>
    const string FindDelegations =
        """
        select delegation_id from delegation
        where caisse_id = @Caisse and kind = 'guardian'
            and (delegate_id = @MemberId or household_id = any(@Households))
        """;

    const string ForgetHousehold =
        """
        update household
        set income_bracket = null, version = version + 1,
            departure_reason = case when departure_reason is not null then 'erased' end
        where caisse_id = @Caisse and household_id = @householdId
        returning application_id
        """;

    const string ForgetApplication =
        """
        update application set income_bracket = null
        where caisse_id = @Caisse and application_id = @ApplicationId
        """;
}
