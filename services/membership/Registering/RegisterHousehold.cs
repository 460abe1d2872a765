using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Membership.Domain;
using Caisse.Membership.ProtectingData;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Registering;

/// <summary>A household about to join.</summary>
sealed record NewHousehold(
    Guid HouseholdId, Guid? ApplicationId, Period FromPeriod, IReadOnlyList<NewMember> Members,
    Address Address, Contact Contact, string? IncomeBracket);

/// <summary>A person about to join with their household.</summary>
sealed record NewMember(Guid MemberId, string FirstName, string LastName, DateOnly BirthDate);

/// <summary>Writes a new household into the register: after an application, or enrolled directly.</summary>
static class RegisterHousehold
{
    internal const long FirstVersion = 1;

    internal static async Task RegisterHouseholdAsync(
        this Work work, PersonalData personal, NewHousehold household)
    {
        var members = household.Members;
        var memberIds = members.Select(member => member.MemberId).ToArray();
        await work.ExecuteAsync(
            InsertHousehold,
            new
            {
                work.Caisse, household.HouseholdId, household.ApplicationId, work.Now, household.FromPeriod,
                household.Address.PostalCode, household.Address.City, household.Address.District,
                household.IncomeBracket, FirstVersion,
            });
        await work.ExecuteAsync(
            InsertMembers,
            new
            {
                work.Caisse, household.HouseholdId, memberIds,
                BirthDates = members.Select(member => member.BirthDate).ToArray(),
                JoinedOn = members
                    .Select(member => Composition.JoinsOn(household.FromPeriod, member.BirthDate)).ToArray(),
            });
        await personal.WriteAsync(
            work, [.. members.Select(member =>
                (member.MemberId, new PersonName(member.FirstName, member.LastName)))]);
        await personal.WriteAsync(
            work, household.HouseholdId, Whereabouts.Of(household.Address, household.Contact));
        await work.PublishAsync(new HouseholdAdmitted(
            work.Caisse, household.HouseholdId, memberIds, household.FromPeriod, FirstVersion, work.Now));
        await work.AuditAsync(
            "household.admitted", household.HouseholdId, null,
            new { household.FromPeriod, household.ApplicationId, memberIds, Version = FirstVersion });
    }

    const string InsertHousehold =
        """
        insert into household (
            caisse_id, household_id, application_id, admitted_at, from_period, postal_code, city,
            district, income_bracket, version)
        values (
            @Caisse, @HouseholdId, @ApplicationId, @Now, @FromPeriod, @PostalCode, @City,
            @District, @IncomeBracket, @FirstVersion)
        """;

    const string InsertMembers =
        """
        insert into member (caisse_id, household_id, member_id, birth_date, joined_on)
        select @Caisse, @HouseholdId, member_id, birth_date, joined_on
        from unnest(@memberIds, @BirthDates, @JoinedOn) as person (member_id, birth_date, joined_on)
        """;
}
