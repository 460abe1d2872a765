using Caisse.Membership.Domain;
using Caisse.Membership.Households;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Registering;

/// <summary>A child was born into a household, or someone moved in.</summary>
static class AddMember
{
    internal sealed record MemberRequest(
        string FirstName, string LastName, DateOnly BirthDate, DateOnly JoinedOn);

    /// <summary>The new member, with the version of the household.</summary>
    /// <param name="Id">The member.</param>
    /// <param name="HouseholdId">The household.</param>
    /// <param name="JoinedOn">First day there.</param>
    /// <param name="Version">Version of the household.</param>
    /// <param name="Warnings">Where the same person is already, this household included.</param>
    internal sealed record AddedMember(
        Guid Id, Guid HouseholdId, DateOnly JoinedOn, long Version,
        IReadOnlyList<DuplicateWarning> Warnings) : IVersioned;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/households/{householdId:guid}/members", HandleAsync)
            .Describe(nameof(AddMember), "Add a person to a household: a birth, or someone moving in.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<AddedMember>> HandleAsync(
        Guid householdId, MemberRequest request, Caller caller, KnownCaisse caisse, Database database,
        PersonalData personal, SearchDigests digests, TimeProvider clock, CancellationToken cancel)
    {
        var person = new Person(request.FirstName, request.LastName, request.BirthDate);
        if (Examine(person, request.JoinedOn, caisse.DayOf(clock.GetUtcNow())).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.HoldHouseholdAsync(householdId) is not { } household)
        {
            return Refusal.NotFound("household", householdId);
        }
        var people = await work.OneAsync<int>(CountPeople, new { work.Caisse, householdId });
        if (household.WhyNobodyJoins(people) is { } refusal)
        {
            return refusal;
        }
        var added = await WriteAsync(work, personal, digests, household, person.Tidy(), request.JoinedOn);
        await work.IndexHouseholdAsync(personal, digests, householdId);
        await work.CommitAsync(cancel);
        return new Answer<AddedMember>
        {
            Value = added,
            Location = $"/v1/caisses/{work.Caisse}/households/{householdId}?on={request.JoinedOn:yyyy-MM-dd}",
        };
    }

    static Check Examine(Person person, DateOnly joinedOn, DateOnly today)
    {
        var check = new Check();
        person.CheckInto(check, "", today);
        Household.CheckDayInto(check, joinedOn, "joinedOn");
        return check.That(joinedOn >= person.BirthDate, "joinedOn", "must not be before birthDate.");
    }

    static async Task<AddedMember> WriteAsync(
        Work work, PersonalData personal, SearchDigests digests, Household household, Person person,
        DateOnly joinedOn)
    {
        var memberId = Guid.CreateVersion7();
        var warnings = await work.FindDuplicatesAsync(
            digests, [new Candidate(memberId, false, null, [person])]);
        await work.ExecuteAsync(
            InsertMember,
            new { work.Caisse, memberId, household.HouseholdId, person.BirthDate, joinedOn });
        await personal.WriteAsync(work, memberId, new PersonName(person.FirstName, person.LastName));
        var version = await work.PublishHouseholdChangedAsync(household.HouseholdId);
        // A newborn joins on the day of its birth, so the day stays out of the audit trail.
        await work.AuditAsync(
            "household.member-joined", household.HouseholdId, new { household.Version },
            new { version, memberId });
        return new AddedMember(memberId, household.HouseholdId, joinedOn, version, [.. warnings[memberId]]);
    }

    const string CountPeople =
        """
        select count(*) from member
        where caisse_id = @Caisse and household_id = @householdId and left_on is null
        """;

    const string InsertMember =
        """
        insert into member (caisse_id, member_id, household_id, birth_date, joined_on)
        values (@Caisse, @memberId, @HouseholdId, @BirthDate, @joinedOn)
        """;
}
