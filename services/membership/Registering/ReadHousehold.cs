using Caisse.Contracts;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Registering;

/// <summary>A household and who counts in it on a day, for staff and for its own members.</summary>
static class ReadHousehold
{
    /// <summary>What the register says; the people are those who count on <paramref name="On"/>.</summary>
    internal sealed record HouseholdAnswer(
        Guid Id, string State, Period FromPeriod, Period? LastPeriod, Address Address, Contact Contact,
        string? IncomeBracket, DateOnly On, IReadOnlyList<MemberOnDay> Members, long Version) : IVersioned;

    internal sealed record MemberOnDay(
        Guid Id, string FirstName, string LastName, DateOnly BirthDate, int Age, DateOnly JoinedOn,
        DateOnly? LeftOn);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/households/{householdId:guid}", HandleAsync)
            .Describe(nameof(ReadHousehold), "A household, and who counts in it on a day with their ages.")
            .Allow(Grants.Coordinator, Grants.Treasurer, Grants.Member);

    static async Task<Answer<HouseholdAnswer>> HandleAsync(
        Guid householdId, DateOnly? on, Caller caller, Caisses caisses, Database database,
        CancellationToken cancel)
    {
        if (await caisses.FindAsync(caller.Caisse, cancel) is not { } caisse)
        {
            return Refusal.NoSuchCaisse(caller.Caisse);
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var household = await work.FindAsync<HouseholdRow>(FindHousehold, new { work.Caisse, householdId });
        var members = await work.ListAsync<MemberRow>(ReadMembers, new { work.Caisse, householdId });
        var today = caisse.DayOf(work.Now);
        if (household is null || !MayRead(caller, members, today))
        {
            return Refusal.NotFound("household", householdId);
        }
        return Describe(household, members, on ?? NearestDay(household, today));
    }

    /// <summary>A member reads their own household until they leave it; staff read all.</summary>
    static bool MayRead(Caller caller, IEnumerable<MemberRow> members, DateOnly today) =>
        caller.Has(Grants.Coordinator) || caller.Has(Grants.Treasurer)
        || members.Any(member =>
            member.MemberId == caller.MemberId && (member.LeftOn is null || today <= member.LeftOn));

    /// <summary>Today, or the day closest to it on which the household is part of the fund.</summary>
    static DateOnly NearestDay(HouseholdRow household, DateOnly today) =>
        today < household.FromPeriod.FirstDay ? household.FromPeriod.FirstDay
        : household.LastPeriod is { } last && today > last.LastDay ? last.LastDay
        : today;

    static HouseholdAnswer Describe(HouseholdRow household, IReadOnlyList<MemberRow> members, DateOnly on)
    {
        var counted = Composition.On(
            on, household.FromPeriod, household.LastPeriod,
            members.Select(row => new Stay(row.MemberId, row.BirthDate, row.JoinedOn, row.LeftOn)));
        var people = counted.Join(
            members, count => count.MemberId, row => row.MemberId,
            (count, row) => new MemberOnDay(
                row.MemberId, row.FirstName, row.LastName, row.BirthDate, count.Age, row.JoinedOn,
                row.LeftOn));
        return new HouseholdAnswer(
            household.HouseholdId, Household.StateOf(household.LastPeriod), household.FromPeriod,
            household.LastPeriod,
            new Address(household.Street, household.PostalCode, household.City, household.District),
            new Contact(household.Email, household.Phone), household.IncomeBracket, on, [.. people],
            household.Version);
    }

    sealed record HouseholdRow(
        Guid HouseholdId, Period FromPeriod, Period? LastPeriod, string Street, string PostalCode,
        string City, string? District, string? Email, string? Phone, string? IncomeBracket, long Version);

    sealed record MemberRow(
        Guid MemberId, string FirstName, string LastName, DateOnly BirthDate, DateOnly JoinedOn,
        DateOnly? LeftOn);

    const string FindHousehold =
        """
        select household_id, from_period, last_period, street, postal_code, city, district, email, phone,
            income_bracket, version
        from household where caisse_id = @Caisse and household_id = @householdId
        """;

    const string ReadMembers =
        """
        select member_id, first_name, last_name, birth_date, joined_on, left_on
        from member where caisse_id = @Caisse and household_id = @householdId
        """;
}
