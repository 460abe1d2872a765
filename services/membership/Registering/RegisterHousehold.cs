using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Registering;

/// <summary>A household about to join.</summary>
sealed record NewHousehold(
    Guid HouseholdId, Guid? ApplicationId, Period FromPeriod, IReadOnlyList<NewMember> Members,
    Address Address, Contact Contact, string? IncomeBracket, Consent? Consent = null);

/// <summary>A person about to join with their household.</summary>
sealed record NewMember(Guid MemberId, string FirstName, string LastName, DateOnly BirthDate)
{
    internal static NewMember Of(Person person) =>
        new(Guid.CreateVersion7(), person.FirstName, person.LastName, person.BirthDate);
}

/// <summary>Writes new households into the register: after an application, enrolled, or imported.</summary>
static class RegisterHousehold
{
    internal const long FirstVersion = 1;

    internal static async Task RegisterHouseholdAsync(
        this Work work, PersonalData personal, SearchDigests digests, NewHousehold household)
    {
        await work.RegisterHouseholdsAsync(personal, digests, [household]);
        await work.AuditHouseholdAdmittedAsync(household);
    }

    internal static Task AuditHouseholdAdmittedAsync(this Work work, NewHousehold household)
    {
        var memberIds = household.Members.Select(member => member.MemberId);
        return work.AuditAsync(
            "household.admitted", household.HouseholdId, null,
            new { household.FromPeriod, household.ApplicationId, memberIds, Version = FirstVersion });
    }

    /// <summary>Many at once; whoever registers them says so in the audit trail.</summary>
    internal static async Task RegisterHouseholdsAsync(
        this Work work, PersonalData personal, SearchDigests digests,
        IReadOnlyList<NewHousehold> households)
    {
        await InsertHouseholdsAsync(work, households);
        await InsertMembersAsync(work, households);
        await personal.WriteAsync(
            work, [.. households.SelectMany(one => one.Members).Select(member =>
                (member.MemberId, new PersonName(member.FirstName, member.LastName)))]);
        await personal.WriteAsync(
            work,
            [.. households.Select(one => (one.HouseholdId, Whereabouts.Of(one.Address, one.Contact)))]);
        await work.IndexHouseholdsAsync(
            personal, digests, [.. households.Select(household => household.HouseholdId)]);
        await work.PublishAllAsync(households.Select(household => new HouseholdAdmitted(
            work.Caisse, household.HouseholdId, [.. household.Members.Select(member => member.MemberId)],
            household.FromPeriod, FirstVersion, work.Now)));
    }

    internal static Task<int> InsertHouseholdsAsync(Work work, IReadOnlyList<NewHousehold> households) =>
        work.ExecuteAsync(InsertHouseholds, new
        {
            work.Caisse,
            work.Now,
            FirstVersion,
            HouseholdIds = households.Select(one => one.HouseholdId).ToArray(),
            ApplicationIds = households.Select(one => one.ApplicationId).ToArray(),
            FromPeriods = households.Select(one => one.FromPeriod.FirstDay).ToArray(),
            PostalCodes = households.Select(one => one.Address.PostalCode).ToArray(),
            Cities = households.Select(one => one.Address.City).ToArray(),
            Districts = households.Select(one => one.Address.District).ToArray(),
            IncomeBrackets = households.Select(one => one.IncomeBracket).ToArray(),
            ConsentTexts = households.Select(one => one.Consent?.TextVersion).ToArray(),
            ConsentsGivenAt = households.Select(one => one.Consent?.GivenAt.ToUniversalTime()).ToArray(),
        });

    static Task<int> InsertMembersAsync(Work work, IReadOnlyList<NewHousehold> households)
    {
        var members = households.SelectMany(one => one.Members, (Household, Member) => (Household, Member))
            .ToList();
        return work.ExecuteAsync(InsertMembers, new
        {
            work.Caisse,
            HouseholdIds = members.Select(one => one.Household.HouseholdId).ToArray(),
            MemberIds = members.Select(one => one.Member.MemberId).ToArray(),
            BirthDates = members.Select(one => one.Member.BirthDate).ToArray(),
            JoinedOn = members
                .Select(one => Composition.JoinsOn(one.Household.FromPeriod, one.Member.BirthDate)).ToArray(),
        });
    }

    const string InsertHouseholds =
        """
        insert into household (
            caisse_id, household_id, application_id, admitted_at, from_period, postal_code, city, district,
            income_bracket, consent_text_version, consent_given_at, version)
        select
            @Caisse, household_id, application_id, @Now, from_period, postal_code, city, district,
            income_bracket, consent_text_version, consent_given_at, @FirstVersion
        from unnest(
            @HouseholdIds, @ApplicationIds, @FromPeriods, @PostalCodes, @Cities, @Districts,
            @IncomeBrackets, @ConsentTexts, @ConsentsGivenAt)
            as household (
                household_id, application_id, from_period, postal_code, city, district, income_bracket,
                consent_text_version, consent_given_at)
        """;

    const string InsertMembers =
        """
        insert into member (caisse_id, household_id, member_id, birth_date, joined_on)
        select @Caisse, household_id, member_id, birth_date, joined_on
        from unnest(@HouseholdIds, @MemberIds, @BirthDates, @JoinedOn)
            as person (household_id, member_id, birth_date, joined_on)
        """;
}
