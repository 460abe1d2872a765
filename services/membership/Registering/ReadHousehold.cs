using Caisse.Contracts;
using Caisse.Membership.Domain;
using Caisse.Membership.Households;
using Caisse.Membership.Sealing;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Registering;

/// <summary>A household and who counts in it on a day, for staff, its own members and guardians.</summary>
static class ReadHousehold
{
    /// <summary>What the register says; the people are those who count on <paramref name="On"/>.</summary>
    internal sealed record HouseholdAnswer(
        Guid Id, string State, Period FromPeriod, Period? LastPeriod, Address Address, Contact Contact,
        string? IncomeBracket, DateOnly On, IReadOnlyList<MemberOnDay> Members, long Version,
        Guid? MergedInto, Consent? Consent) : IVersioned;

    internal sealed record MemberOnDay(
        Guid Id, string FirstName, string LastName, DateOnly BirthDate, int Age, DateOnly JoinedOn,
        DateOnly? LeftOn);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/households/{householdId:guid}", HandleAsync)
            .Describe(nameof(ReadHousehold), "A household, and who counts in it on a day with their ages.")
            .Allow(Grants.Coordinator, Grants.Treasurer, Grants.Member, Grants.Delegate);

    static async Task<Answer<HouseholdAnswer>> HandleAsync(
        Guid householdId, DateOnly? on, Caller caller, Database database,
        PersonalData personal, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var household = await work.FindAsync<HouseholdRow>(FindHousehold, new { work.Caisse, householdId });
        var members = await work.ListAsync<Stay>(ReadStays, new { work.Caisse, householdId });
        var today = work.Today;
        var isOwn = IsOwn(caller, members, today);
        var mayRead = isOwn || caller.Has(Grants.Coordinator) || caller.Has(Grants.Treasurer)
            || await work.IsGuardianOfAsync(caller, householdId);
        if (household is null || !mayRead)
        {
            return Refusal.NotFound("household", householdId);
        }
        var known = await personal.FindAsync<Whereabouts>(work, householdId) ?? Whereabouts.Erased;
        var names = await personal.ReadAsync<PersonName>(work, members.Select(member => member.MemberId));
        if (!isOwn)
        {
            await work.RecordLookAsync("household.read", [householdId]);
            await work.CommitAsync(cancel);
        }
        return Describe(household, known, members, names, on ?? NearestDay(household, today));
    }

    /// <summary>A member reads their own household until they leave it; staff read all.</summary>
    static bool IsOwn(Caller caller, IEnumerable<Stay> members, DateOnly today) =>
        members.Any(member =>
            member.MemberId == caller.MemberId && (member.LeftOn is null || today <= member.LeftOn));

    /// <summary>Today, or the day closest to it on which the household is part of the fund.</summary>
    static DateOnly NearestDay(HouseholdRow household, DateOnly today) =>
        today < household.FromPeriod.FirstDay ? household.FromPeriod.FirstDay
        : household.LastPeriod is { } last && today > last.LastDay ? last.LastDay
        : today;

    static HouseholdAnswer Describe(
        HouseholdRow household, Whereabouts known, IReadOnlyList<Stay> members,
        IReadOnlyDictionary<Guid, PersonName> names, DateOnly on)
    {
        var counted = Composition.On(on, household.FromPeriod, household.LastPeriod, members);
        // Whoever came back has several stays in the household, and one at most on a day.
        var people = counted.Join(
            members.Where(stay => stay.Covers(on)), count => count.MemberId, stay => stay.MemberId,
            (count, stay) => Name(
                stay, names.GetValueOrDefault(stay.MemberId, PersonName.Erased), count.Age));
        return new HouseholdAnswer(
            household.HouseholdId, Household.StateOf(household.LastPeriod), household.FromPeriod,
            household.LastPeriod,
            known.In(household.PostalCode, household.City, household.District), known.Contact,
            household.IncomeBracket, on, [.. people], household.Version, household.MergedInto,
            household.Consent);
    }

    static MemberOnDay Name(Stay stay, PersonName name, int age) => new(
        stay.MemberId, name.FirstName, name.LastName, stay.BirthDate, age, stay.JoinedOn, stay.LeftOn);

    sealed record HouseholdRow(
        Guid HouseholdId, Period FromPeriod, Period? LastPeriod, string PostalCode, string City,
        string? District, string? IncomeBracket, long Version, Guid? MergedInto, string? ConsentTextVersion,
        DateTimeOffset? ConsentGivenAt)
    {
        internal Consent? Consent => ConsentTextVersion is { } text ? new(text, ConsentGivenAt!.Value) : null;
    }

    const string FindHousehold =
        """
        select household_id, from_period, last_period, household.postal_code, household.city,
            household.district, household.income_bracket, version, merged_into,
            coalesce(household.consent_text_version, application.consent_text_version)
                as consent_text_version,
            coalesce(household.consent_given_at, application.consent_given_at) as consent_given_at
        from household left join application using (caisse_id, application_id)
        where caisse_id = @Caisse and household_id = @householdId
        """;

    const string ReadStays =
        """
        select member_id, birth_date, joined_on, left_on
        from stay where caisse_id = @Caisse and household_id = @householdId
        """;
}
