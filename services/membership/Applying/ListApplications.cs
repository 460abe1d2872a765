using Caisse.Membership.Domain;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Applying;

/// <summary>The coordinator reads who asked to join, the oldest application first.</summary>
static class ListApplications
{
    internal sealed record ListedApplication(
        Guid Id, string State, DateTimeOffset ReceivedAt, IReadOnlyList<Applicant> Members, Address Address,
        Contact Contact, string? IncomeBracket, string ConsentTextVersion, DateTimeOffset ConsentGivenAt,
        Guid? HouseholdId, string? RefusalReason, IReadOnlyList<DuplicateWarning> Warnings);

    internal sealed record Applicant(Guid Id, string FirstName, string LastName, DateOnly BirthDate);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/applications", HandleAsync)
            .Describe(nameof(ListApplications), "Who asked to join, by state.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<Page<ListedApplication>>> HandleAsync(
        [AsParameters] PageRequest page, string? state, Caller caller, Database database,
        SearchDigests digests, CancellationToken cancel)
    {
        var check = state is null ? new Check() : new Check().OneOf(state, ApplicationState.All, "state");
        if ((page.Problem ?? check.Problem) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var applications = await work.ListAsync<ApplicationRow>(
            ReadApplications, new { work.Caisse, state, page.AfterId, page.Fetch });
        var ids = applications.Select(row => row.ApplicationId).ToArray();
        var people = await work.ListAsync<PersonRow>(ReadPeople, new { work.Caisse, ids });
        var peopleOf = people.ToLookup(row => row.ApplicationId);
        var warnings = await work.FindDuplicatesAsync(
            digests,
            [.. applications.Where(row => row.State == ApplicationState.Received)
                .Select(row => new Candidate(
                    row.ApplicationId, true, row.Address,
                    [.. peopleOf[row.ApplicationId].Select(person => person.Person)]))]);
        var listed = applications
            .Select(row => List(row, peopleOf[row.ApplicationId], warnings[row.ApplicationId])).ToList();
        return page.Of(listed, application => application.Id);
    }

    static ListedApplication List(
        ApplicationRow row, IEnumerable<PersonRow> people, IEnumerable<DuplicateWarning> warnings) => new(
        row.ApplicationId, row.State, row.ReceivedAt,
        [.. people.Select(row => new Applicant(row.MemberId, row.FirstName, row.LastName, row.BirthDate))],
        row.Address, new Contact(row.Email, row.Phone),
        row.IncomeBracket, row.ConsentTextVersion, row.ConsentGivenAt, row.HouseholdId, row.RefusalReason,
        [.. warnings]);

    sealed record ApplicationRow(
        Guid ApplicationId, string State, DateTimeOffset ReceivedAt, string Street, string PostalCode,
        string City, string? District, string? Email, string? Phone, string? IncomeBracket,
        string ConsentTextVersion, DateTimeOffset ConsentGivenAt, Guid? HouseholdId, string? RefusalReason)
    {
        internal Address Address => new(Street, PostalCode, City, District);
    }

    sealed record PersonRow(
        Guid ApplicationId, Guid MemberId, string FirstName, string LastName, DateOnly BirthDate)
    {
        internal Person Person => new(FirstName, LastName, BirthDate);
    }

    const string ReadApplications =
        """
        select application_id, state, received_at, application.street, application.postal_code,
            application.city, application.district, application.email, application.phone,
            application.income_bracket, consent_text_version, consent_given_at, household_id, refusal_reason
        from application left join household using (caisse_id, application_id)
        where caisse_id = @Caisse
            and (@state::text is null or state = @state)
            and (@AfterId::uuid is null or application_id > @AfterId)
        order by application_id limit @Fetch
        """;

    const string ReadPeople =
        """
        select application_id, member_id, first_name, last_name, birth_date
        from application_member where caisse_id = @Caisse and application_id = any(@ids)
        order by birth_date, member_id
        """;
}
