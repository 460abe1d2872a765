using Caisse.Membership.Domain;
using Caisse.Membership.ProtectingData;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Registering;

/// <summary>Someone leaves a household, today or on a day already known; the household stays.</summary>
static class RecordMemberDeparture
{
    internal sealed record MemberDepartureRequest(DateOnly LeftOn);

    /// <summary>The member who leaves, with the version of the household.</summary>
    internal sealed record DepartedMember(
        Guid Id, Guid HouseholdId, DateOnly LeftOn, long Version) : IVersioned;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/households/{householdId:guid}/members/{memberId:guid}/departure", HandleAsync)
            .Describe(nameof(RecordMemberDeparture), "Record that a person leaves their household.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<DepartedMember>> HandleAsync(
        Guid householdId, Guid memberId, MemberDepartureRequest request, Caller caller, Database database,
        PersonalData personal, SearchDigests digests, CancellationToken cancel)
    {
        var check = new Check();
        Household.CheckDayInto(check, request.LeftOn, "leftOn");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.HoldHouseholdAsync(householdId) is not { } household)
        {
            return Refusal.NotFound("household", householdId);
        }
        if (await work.FindAsync<Stay>(FindStay, new { work.Caisse, householdId, memberId }) is not { } stay)
        {
            return Refusal.NotFound("member", memberId);
        }
        if (Household.WhyNotLeave(stay, request.LeftOn) is { } refusal)
        {
            return refusal;
        }
        await work.ExecuteAsync(RecordDeparture, new { work.Caisse, memberId, request.LeftOn });
        var version = await work.PublishHouseholdChangedAsync(householdId);
        await work.AuditAsync(
            "household.member-left", householdId, new { household.Version }, new { version, memberId });
        await work.IndexHouseholdAsync(personal, digests, householdId);
        await work.CommitAsync(cancel);
        return new DepartedMember(memberId, householdId, request.LeftOn, version);
    }

    const string FindStay =
        """
        select member_id, birth_date, joined_on, left_on
        from member where caisse_id = @Caisse and household_id = @householdId and member_id = @memberId
        """;

    const string RecordDeparture =
        "update member set left_on = @LeftOn where caisse_id = @Caisse and member_id = @memberId";
}
