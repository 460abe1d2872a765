using Caisse.Contracts;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Registering;

/// <summary>The coordinator enters a household into the register without an application.</summary>
static class EnrolHousehold
{
    /// <param name="Consent">What the household signed on paper; without, it is asked for elsewhere.</param>
    internal sealed record EnrolmentRequest(
        IReadOnlyList<Person?> Members, Address Address, Contact Contact, Period FromPeriod,
        string? IncomeBracket = null, Consent? Consent = null);

    internal sealed record EnrolledHousehold(
        Guid Id, IReadOnlyList<Guid> MemberIds, Period FromPeriod, long Version,
        IReadOnlyList<DuplicateWarning> Warnings) : IVersioned;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/households", HandleAsync)
            .Describe(nameof(EnrolHousehold), "Enter a household into the register.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<EnrolledHousehold>> HandleAsync(
        EnrolmentRequest request, IdempotencyKey? key, Caller caller, KnownCaisse caisse, Database database,
        PersonalData personal, SearchDigests digests, TimeProvider clock, CancellationToken cancel)
    {
        if (Examine(request, caisse, clock.GetUtcNow()).Problem is { } problem)
        {
            return problem;
        }
        return await key.OnceIfKeyedAsync(
            database, caller, request, work => EnrolAsync(work, personal, digests, request), cancel);
    }

    static async Task<Answer<EnrolledHousehold>> EnrolAsync(
        Work work, PersonalData personal, SearchDigests digests, EnrolmentRequest request)
    {
        var people = request.Members.OfType<Person>().Select(person => person.Tidy()).ToList();
        var members = people.Select(NewMember.Of).ToList();
        var household = new NewHousehold(
            Guid.CreateVersion7(), null, request.FromPeriod, members, request.Address, request.Contact,
            request.IncomeBracket, request.Consent);
        var warnings = await work.FindDuplicatesAsync(
            digests, [new Candidate(household.HouseholdId, false, request.Address, people)]);
        await work.RegisterHouseholdAsync(personal, digests, household);
        return new Answer<EnrolledHousehold>
        {
            Value = new EnrolledHousehold(
                household.HouseholdId, [.. members.Select(member => member.MemberId)], request.FromPeriod,
                RegisterHousehold.FirstVersion, [.. warnings[household.HouseholdId]]),
            Location = $"/v1/caisses/{work.Caisse}/households/{household.HouseholdId}",
        };
    }

    static Check Examine(EnrolmentRequest request, KnownCaisse caisse, DateTimeOffset now)
    {
        var check = new Check();
        Person.CheckInto(check, request.Members, caisse.DayOf(now));
        request.Address.CheckInto(check, "address");
        request.Contact.CheckInto(check, "contact");
        Household.CheckPeriodInto(check, request.FromPeriod, "fromPeriod");
        Household.CheckIncomeBracketInto(check, request.IncomeBracket);
        request.Consent?.CheckInto(check, now);
        return check;
    }
}
