using Caisse.Contracts.Membership;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.ProtectingData;

/// <summary>
/// Tells a person what the register holds about them: their name, their household's address, how they joined.
/// Of the others in their household nothing is told: that is for each of them to ask.
/// </summary>
[Consumer("TellPersonOnPersonalDataRequested")]
sealed class TellPersonOnPersonalDataRequested(PersonalData personal) : IHandle<PersonalDataRequested>
{
    public async Task HandleAsync(PersonalDataRequested requested, Work work, CancellationToken cancel)
    {
        var applications = await work.ListAsync<Guid>(
            FindApplications,
            new { work.Caisse, requested.MemberId, HouseholdIds = requested.HouseholdIds.ToArray() });
        var delegations = await work.ListAsync<Guid>(
            FindGuardianships,
            new { work.Caisse, requested.MemberId, HouseholdIds = requested.HouseholdIds.ToArray() });
        await work.AnswerAsync(requested, MembershipService.Name, Sections, new Dictionary<string, object?>
        {
            ["name"] = await personal.FindAsync<PersonName>(work, requested.MemberId),
            ["whereabouts"] = await personal.ReadAsync<Whereabouts>(
                work, requested.HouseholdIds.Concat(applications)),
            ["appointments"] = await personal.ReadAsync<Appointment>(work, delegations),
        });
    }

    /// <summary>What they asked for, wherever they live now, and what their household did.</summary>
    const string FindApplications =
        """
        select application_id from application_member
        where caisse_id = @Caisse and member_id = @MemberId
        union
        select application_id from household
        where caisse_id = @Caisse and household_id = any(@HouseholdIds) and application_id is not null
        """;

    const string FindGuardianships =
        """
        select delegation_id from delegation
        where caisse_id = @Caisse and kind = 'guardian'
            and (delegate_id = @MemberId or household_id = any(@HouseholdIds))
        """;

    static readonly Dictionary<string, string> Sections = new()
    {
        ["memberships"] =
            """
            select member_id, stay.household_id, stay.birth_date, stay.joined_on, stay.left_on,
                case when stay.joined_on = member.joined_on then member.departure_reason end
                    as departure_reason,
                coalesce(household.consent_text_version, application.consent_text_version)
                    as consent_text_version,
                coalesce(household.consent_given_at, application.consent_given_at) as consent_given_at
            from stay join member using (caisse_id, member_id)
            join household
                on household.caisse_id = @Caisse and household.household_id = stay.household_id
            left join application
                on application.caisse_id = @Caisse
                and application.application_id = household.application_id
            where stay.caisse_id = @Caisse and member_id = @MemberId
            order by stay.joined_on limit @MostRows
            """,
        ["households"] =
            """
            select household_id, application_id, admitted_at, from_period, last_period, departure_reason,
                postal_code, city, district, income_bracket, consent_text_version, consent_given_at
            from household where caisse_id = @Caisse and household_id = any(@HouseholdIds)
            """,
        ["applications"] =
            $"""
            select application_id, received_at, state, postal_code, city, district, income_bracket,
                consent_text_version, consent_given_at, decided_at, refusal_reason
            from application where caisse_id = @Caisse and application_id in ({FindApplications})
            """,
        ["delegations"] =
            """
            select delegation_id, household_id, delegate_id, kind, ward_id, named_at, ended_at
            from delegation
            where caisse_id = @Caisse and (delegate_id = @MemberId or household_id = any(@HouseholdIds))
            order by named_at limit @MostRows
            """,
        ["participations"] =
            """
            select participation_id, kind, took_part_on, minutes, event, recorded_at, withdrawn_at
            from participation where caisse_id = @Caisse and member_id = @MemberId
            order by participation_id limit @MostRows
            """,
        ["candidatures"] =
            """
            select campaign_id, features::text, volunteered_at from candidate
            where caisse_id = @Caisse and person_id = @MemberId
            order by campaign_id limit @MostRows
            """,
        ["frozenCompositions"] =
            """
            select household_id, period, ages from frozen_household
            where caisse_id = @Caisse and household_id = any(@HouseholdIds)
            order by period limit @MostRows
            """,
    };
}
