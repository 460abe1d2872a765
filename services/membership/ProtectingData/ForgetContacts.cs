using Caisse.Membership.Domain;
using Caisse.Membership.Households;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.ProtectingData;

/// <summary>
/// Forgets how someone was reached who is forgotten while others of their household or application are not:
/// nobody can tell whose e-mail and telephone they were, so that they are asked for anew.
/// </summary>
static class ForgetContacts
{
    /// <summary>The households where others stay known, whose contact is no longer there.</summary>
    /// <param name="work">In which the person is erased already.</param>
    /// <param name="personal">Seals what stays.</param>
    /// <param name="memberId">The person.</param>
    /// <param name="unknown">Their households that are forgotten altogether.</param>
    internal static async Task<IReadOnlyList<Guid>> ForgetContactsAsync(
        this Work work, PersonalData personal, Guid memberId, IReadOnlyList<Guid> unknown)
    {
        var lived = await work.ListAsync<Guid>(FindHomes, new { work.Caisse, memberId });
        var staying = lived.Except(unknown).ToList();
        foreach (var householdId in staying)
        {
            // Advanced first, which holds it: nobody changes the address in the meantime.
            await work.AdvanceHouseholdAsync(householdId);
            await ForgetContactAsync(work, personal, householdId);
        }
        return staying;
    }

    /// <summary>
    /// The application that names a person. Once admitted, the register has what is needed of it. Before, its
    /// others may still be admitted without them; with its last person it is withdrawn.
    /// </summary>
    internal static async Task ForgetApplicationAsync(
        this Work work, PersonalData personal, SearchDigests digests, Guid memberId)
    {
        var named = new { work.Caisse, memberId };
        if (await work.FindAsync<ApplicationRow>(FindApplication, named) is not { } application)
        {
            return;
        }
        var of = new { work.Caisse, application.ApplicationId, work.Now, work.Actor };
        if (application.State == ApplicationState.Admitted)
        {
            await PersonalData.EraseAsync(work, application.ApplicationId);
        }
        else if (!application.HasOthers)
        {
            await PersonalData.EraseAsync(work, application.ApplicationId);
            await work.ExecuteAsync(Withdraw, of);
            await work.AuditAsync("application.erased", application.ApplicationId);
        }
        else
        {
            await ForgetContactAsync(work, personal, application.ApplicationId);
            await work.ExecuteAsync(ForgetEntries, of);
            if (ApplicationState.IsUndecided(application.State))
            {
                await work.IndexApplicationsAsync(personal, digests, [application.ApplicationId]);
            }
        }
    }

    static async Task ForgetContactAsync(Work work, PersonalData personal, Guid holderId)
    {
        if (await personal.FindAsync<Whereabouts>(work, holderId) is { } known)
        {
            await personal.WriteAsync(work, holderId, known with { Email = null, Phone = null });
        }
    }

    sealed record ApplicationRow(Guid ApplicationId, string State, bool HasOthers);

    const string FindHomes =
        """
        select distinct household_id from stay where caisse_id = @Caisse and member_id = @memberId
        order by household_id
        """;

    const string FindApplication =
        """
        select application_id, state, exists (
                select from application_member other join personal_key
                    on personal_key.caisse_id = other.caisse_id and subject_id = other.member_id
                where other.caisse_id = @Caisse and other.application_id = application.application_id
                    and erased_at is null) as has_others
        from application join application_member using (caisse_id, application_id)
        where caisse_id = @Caisse and member_id = @memberId
        for update of application
        """;

    const string ForgetEntries =
        "delete from search_entry where caisse_id = @Caisse and holder_id = @ApplicationId";

    const string Withdraw =
        $"""
        update application
        set state = 'refused', income_bracket = null, refusal_reason = 'erased',
            decided_at = coalesce(decided_at, @Now), decided_by = coalesce(decided_by, @Actor)
        where caisse_id = @Caisse and application_id = @ApplicationId;
        {ForgetEntries};
        """;
}
