using Caisse.Membership.Domain;
using Caisse.Membership.ProtectingData;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Applying;

/// <summary>The coordinator reads who asked to join, the oldest application first.</summary>
static class ListApplications
{
    /// <param name="Rank">Its turn on the waiting list, from 1; null where it does not wait.</param>
    internal sealed record ListedApplication(
        Guid Id, string State, DateTimeOffset ReceivedAt, IReadOnlyList<Applicant> Members, Address Address,
        Contact Contact, string? IncomeBracket, string ConsentTextVersion, DateTimeOffset ConsentGivenAt,
        Guid? HouseholdId, string? RefusalReason, IReadOnlyList<DuplicateWarning> Warnings, long? Rank);

    internal sealed record Applicant(Guid Id, string FirstName, string LastName, DateOnly BirthDate);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/applications", HandleAsync)
            .Describe(nameof(ListApplications), "Who asked to join, by state.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<Page<ListedApplication>>> HandleAsync(
        [AsParameters] PageRequest page,
        [Words(typeof(ApplicationState))] string? state, Caller caller, Database database,
        PersonalData personal, SearchDigests digests, CancellationToken cancel)
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
        var names = await personal.ReadAsync<PersonName>(work, people.Select(row => row.MemberId));
        var known = await personal.ReadAsync<Whereabouts>(work, ids);
        var peopleOf = people.ToLookup(
            row => row.ApplicationId,
            row => Name(row, names.GetValueOrDefault(row.MemberId, PersonName.Erased)));
        var listed = applications.Select(row => List(
            row, known.GetValueOrDefault(row.ApplicationId, Whereabouts.Erased),
            [.. peopleOf[row.ApplicationId]])).ToList();
        var warnings = await work.FindDuplicatesAsync(
            digests,
            [.. listed.Where(one => ApplicationState.IsUndecided(one.State)).Select(one => new Candidate(
                one.Id, true, one.Address,
                [.. one.Members.Select(who => new Person(who.FirstName, who.LastName, who.BirthDate))]))]);
        await work.RecordLookAsync(
            "applications.listed", [.. ids, .. people.Select(row => row.MemberId)], $"{ids.Length}");
        await work.CommitAsync(cancel);
        return page.Of(
            [.. listed.Select(one => one with { Warnings = [.. warnings[one.Id]] })], one => one.Id);
    }

    static Applicant Name(PersonRow row, PersonName name) =>
        new(row.MemberId, name.FirstName, name.LastName, row.BirthDate);

    static ListedApplication List(
        ApplicationRow row, Whereabouts known, IReadOnlyList<Applicant> people) => new(
        row.ApplicationId, row.State, row.ReceivedAt, people,
        known.In(row.PostalCode, row.City, row.District), known.Contact, row.IncomeBracket,
        row.ConsentTextVersion, row.ConsentGivenAt, row.HouseholdId, row.RefusalReason, [], row.Rank);

    sealed record ApplicationRow(
        Guid ApplicationId, string State, DateTimeOffset ReceivedAt, string PostalCode, string City,
        string? District, string? IncomeBracket, string ConsentTextVersion, DateTimeOffset ConsentGivenAt,
        Guid? HouseholdId, string? RefusalReason, long? Rank);

    sealed record PersonRow(Guid ApplicationId, Guid MemberId, DateOnly BirthDate);

    const string ReadApplications =
        """
        with waiting as (
            select application_id, row_number() over (order by received_at, application_id) as rank
            from application where caisse_id = @Caisse and state = 'waiting')
        select application_id, state, received_at, application.postal_code, application.city,
            application.district, application.income_bracket,
            application.consent_text_version, application.consent_given_at,
            household_id, refusal_reason, rank
        from application left join household using (caisse_id, application_id)
        left join waiting using (application_id)
        where caisse_id = @Caisse
            and (@state::text is null or state = @state)
            and (@AfterId::uuid is null or (received_at, application_id) > (
                select received_at, application_id from application
                where caisse_id = @Caisse and application_id = @AfterId))
        order by received_at, application_id limit @Fetch
        """;

    const string ReadPeople =
        """
        select application_id, member_id, birth_date
        from application_member where caisse_id = @Caisse and application_id = any(@ids)
        order by birth_date, member_id
        """;
}
