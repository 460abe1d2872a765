using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Applying;

/// <summary>Anyone asks to join a fund with their household; the answer repeats nothing personal.</summary>
static class SubmitApplication
{
    internal sealed record ApplicationRequest(
        IReadOnlyList<Person?> Members, Address Address, Contact Contact, Consent Consent,
        string? IncomeBracket = null);

    internal sealed record ApplicationReceived(Guid Id, string State);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/applications", HandleAsync)
            .Describe(nameof(SubmitApplication), "Ask to join with a household.")
            .Creates()
            .AllowAnonymous();

    static async Task<Answer<ApplicationReceived>> HandleAsync(
        ApplicationRequest request, Caller caller, KnownCaisse caisse, Database database,
        PersonalData personal, SearchDigests digests, TimeProvider clock, CancellationToken cancel)
    {
        if (Examine(request, caisse, clock.GetUtcNow()).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var applicationId = Guid.CreateVersion7();
        await WriteAsync(work, personal, applicationId, request);
        await work.IndexApplicationsAsync(personal, digests, [applicationId]);
        await work.CommitAsync(cancel);
        return new ApplicationReceived(applicationId, ApplicationState.Received);
    }

    static Check Examine(ApplicationRequest request, KnownCaisse caisse, DateTimeOffset now)
    {
        var check = new Check();
        Person.CheckInto(check, request.Members, caisse.DayOf(now));
        request.Address.CheckInto(check, "address");
        request.Contact.CheckInto(check, "contact");
        Household.CheckIncomeBracketInto(check, request.IncomeBracket);
        return request.Consent.CheckInto(check, now);
    }

    static async Task WriteAsync(
        Work work, PersonalData personal, Guid applicationId, ApplicationRequest request)
    {
        await work.ExecuteAsync(
            InsertApplication,
            new
            {
                work.Caisse, applicationId, work.Now, ApplicationState.Received,
                request.Address.PostalCode, request.Address.City, request.Address.District,
                request.IncomeBracket,
                request.Consent.TextVersion, GivenAt = request.Consent.GivenAt.ToUniversalTime(),
            });
        var people = request.Members.OfType<Person>().Select(person => person.Tidy())
            .Select(person => (Id: Guid.CreateVersion7(), Person: person)).ToList();
        await work.ExecuteAsync(
            InsertMembers,
            new
            {
                work.Caisse, applicationId,
                MemberIds = people.Select(one => one.Id).ToArray(),
                BirthDates = people.Select(one => one.Person.BirthDate).ToArray(),
            });
        await personal.WriteAsync(
            work, [.. people.Select(one =>
                (one.Id, new PersonName(one.Person.FirstName, one.Person.LastName)))]);
        await personal.WriteAsync(
            work, applicationId, Whereabouts.Of(request.Address, request.Contact));
    }

    const string InsertApplication =
        """
        insert into application (
            caisse_id, application_id, received_at, state, postal_code, city, district, income_bracket,
            consent_text_version, consent_given_at)
        values (
            @Caisse, @applicationId, @Now, @Received, @PostalCode, @City, @District, @IncomeBracket,
            @TextVersion, @GivenAt)
        """;

    const string InsertMembers =
        """
        insert into application_member (caisse_id, application_id, member_id, birth_date)
        select @Caisse, @applicationId, member_id, birth_date
        from unnest(@MemberIds, @BirthDates) as person (member_id, birth_date)
        """;
}
