using Caisse.Contracts;
using Caisse.Membership.Domain;
using Caisse.Membership.Registering;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Applying;

/// <summary>An application that was admitted, as which household, and what it resembles.</summary>
sealed record AdmittedApplication(
    Guid Id, Guid HouseholdId, IReadOnlyList<DuplicateWarning> Warnings);

/// <summary>Makes households of applications: one chosen, the first who wait, or those drawn.</summary>
static class AdmitApplications
{
    /// <param name="work">In which the applications are held.</param>
    /// <param name="personal">Knows who applied.</param>
    /// <param name="digests">Finds who is in already.</param>
    /// <param name="applications">Undecided.</param>
    /// <param name="fromPeriod">First period the households are part of.</param>
    internal static async Task<IReadOnlyList<AdmittedApplication>> AdmitApplicationsAsync(
        this Work work, PersonalData personal, SearchDigests digests,
        IReadOnlyList<HeldApplication> applications, Period fromPeriod)
    {
        var ids = applications.Select(one => one.ApplicationId).ToArray();
        var joining = await JoinAsync(work, personal, applications, ids, fromPeriod);
        var warnings = await work.FindDuplicatesAsync(digests, [.. joining.Select(one => new Candidate(
            one.ApplicationId!.Value, true, one.Address,
            [.. one.Members.Select(who => new Person(who.FirstName, who.LastName, who.BirthDate))]))]);
        await work.ExecuteAsync(WriteAdmitted, new { work.Caisse, ids, work.Now, work.Actor });
        await work.RegisterHouseholdsAsync(personal, digests, joining);
        foreach (var (application, household) in applications.Zip(joining))
        {
            await work.AuditHouseholdAdmittedAsync(household);
            await work.AuditAsync(
                "application.admitted", application.ApplicationId, new { application.State },
                new { State = ApplicationState.Admitted, household.HouseholdId });
        }
        return [.. joining.Select(one => new AdmittedApplication(
            one.ApplicationId!.Value, one.HouseholdId, [.. warnings[one.ApplicationId.Value]]))];
    }

    static async Task<List<NewHousehold>> JoinAsync(
        Work work, PersonalData personal, IReadOnlyList<HeldApplication> applications, Guid[] ids,
        Period fromPeriod)
    {
        var people = await work.ListAsync<PersonRow>(ReadPeople, new { work.Caisse, ids });
        var names = await personal.ReadAsync<PersonName>(work, people.Select(row => row.MemberId));
        var known = await personal.ReadAsync<Whereabouts>(work, ids);
        // Whoever was forgotten since they applied does not join.
        var membersOf = people.Where(row => names.ContainsKey(row.MemberId)).ToLookup(
            row => row.ApplicationId, row => new NewMember(
                row.MemberId, names[row.MemberId].FirstName, names[row.MemberId].LastName, row.BirthDate));
        return [.. applications.Select(one => new NewHousehold(
            Guid.CreateVersion7(), one.ApplicationId, fromPeriod, [.. membersOf[one.ApplicationId]],
            known[one.ApplicationId].In(one.PostalCode, one.City, one.District),
            known[one.ApplicationId].Contact, one.IncomeBracket))];
    }

    sealed record PersonRow(Guid ApplicationId, Guid MemberId, DateOnly BirthDate);

    const string ReadPeople =
        """
        select application_id, member_id, birth_date
        from application_member where caisse_id = @Caisse and application_id = any(@ids)
        order by birth_date, member_id
        """;

    /// <summary>Nobody is warned of an application that was decided: it is found no more.</summary>
    const string WriteAdmitted =
        """
        update application set state = 'admitted', decided_at = @Now, decided_by = @Actor
        where caisse_id = @Caisse and application_id = any(@ids);
        delete from search_entry where caisse_id = @Caisse and holder_id = any(@ids);
        """;
}
