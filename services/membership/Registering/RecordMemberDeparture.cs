using Caisse.Contracts.Membership;
using Caisse.Membership.Delegating;
using Caisse.Membership.Domain;
using Caisse.Membership.Households;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Registering;

/// <summary>
/// Someone leaves a household, today or on a day already known; the household stays. Who dies, also after
/// they left, is nobody's delegate any more. With the last person the household leaves the fund, and has no
/// delegates either.
/// </summary>
static class RecordMemberDeparture
{
    /// <param name="LeftOn">Their last day there, or of their life.</param>
    /// <param name="Reason">moved_out, death or other.</param>
    internal sealed record MemberDepartureRequest(
        DateOnly LeftOn, [property: Words(typeof(DepartureReason))] string Reason = DepartureReason.MovedOut);

    /// <summary>The member who leaves, with the version of the household.</summary>
    internal sealed record DepartedMember(
        Guid Id, Guid HouseholdId, DateOnly LeftOn, string Reason, long Version) : IVersioned;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/households/{householdId:guid}/members/{memberId:guid}/departure", HandleAsync)
            .Describe(nameof(RecordMemberDeparture), "Record that a person leaves their household, or died.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<DepartedMember>> HandleAsync(
        Guid householdId, Guid memberId, MemberDepartureRequest request, Caller caller, KnownCaisse caisse,
        Database database, PersonalData personal, SearchDigests digests, TimeProvider clock,
        CancellationToken cancel)
    {
        var today = caisse.DayOf(clock.GetUtcNow());
        if (Examine(request, today).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var hasDied = request.Reason == DepartureReason.Death;
        var standsFor = hasDied
            ? await work.ListAsync<Guid>(FindDelegations, new { work.Caisse, memberId })
            : [];
        if (await work.HoldAllAsync([householdId, .. standsFor]) is not { } held)
        {
            return Refusal.NotFound("household", householdId);
        }
        var row = await work.FindAsync<StayRow>(FindStay, new { work.Caisse, householdId, memberId });
        if (row is null)
        {
            return Refusal.NotFound("member", memberId);
        }
        var problemOfStay = hasDied
            ? Household.WhyNotDie(row.Stay, row.DepartureReason, request.LeftOn)
            : Household.WhyNotLeave(row.Stay, request.LeftOn);
        if (problemOfStay is { } refusal)
        {
            return refusal;
        }
        var (version, leftOn) = await WriteAsync(work, held[householdId], memberId, request);
        if (hasDied)
        {
            await EndRightsOfAsync(work, held[householdId], standsFor, memberId, request.LeftOn);
            version = leftOn == request.LeftOn
                ? await LeaveWithLastAsync(work, held[householdId], today) ?? version : version;
        }
        await work.IndexHouseholdAsync(personal, digests, householdId);
        await work.CommitAsync(cancel);
        return new DepartedMember(memberId, householdId, leftOn, request.Reason, version);
    }

    static Check Examine(MemberDepartureRequest request, DateOnly today)
    {
        var check = new Check().OneOf(request.Reason, DepartureReason.All, "reason").That(
            request.Reason != DepartureReason.Death || request.LeftOn <= today, "leftOn",
            "must not be in the future.");
        Household.CheckDayInto(check, request.LeftOn, "leftOn");
        return check;
    }

    /// <summary>The version then, and their last day there: they leave once.</summary>
    static async Task<(long Version, DateOnly LeftOn)> WriteAsync(
        Work work, Household household, Guid memberId, MemberDepartureRequest request)
    {
        var leftOn = await work.OneAsync<DateOnly>(
            RecordDeparture, new { work.Caisse, memberId, request.LeftOn, request.Reason });
        var version = await work.PublishHouseholdChangedAsync(household.HouseholdId);
        await work.AuditAsync(
            "household.member-left", household.HouseholdId, new { household.Version },
            new { version, memberId });
        return (version, leftOn);
    }

    static async Task EndRightsOfAsync(
        Work work, Household household, IEnumerable<Guid> standsFor, Guid memberId, DateOnly diedOn)
    {
        foreach (var householdId in standsFor)
        {
            await work.EndDelegationsAsync(householdId, [memberId]);
        }
        await work.PublishAsync(
            new MemberDied(work.Caisse, memberId, household.HouseholdId, diedOn, work.Now));
    }

    /// <summary>
    /// The household's version when it leaves the fund with its last person, or ends its delegations then;
    /// or null. While somebody still lives there, they keep who stands for them.
    /// </summary>
    static async Task<long?> LeaveWithLastAsync(Work work, Household household, DateOnly today)
    {
        var lastDay = await work.OneAsync<DateOnly?>(FindLastDay, new { work.Caisse, household.HouseholdId });
        long? version = lastDay is { } day && household.LastPeriod is null
            ? await work.DepartAsync(household, household.LastPeriodWith(day), DepartureReason.Death)
            : null;
        return lastDay <= today
            ? await work.EndDelegationsAsync(household.HouseholdId, null) ?? version
            : version;
    }

    sealed record StayRow(
        Guid MemberId, DateOnly BirthDate, DateOnly JoinedOn, DateOnly? LeftOn, string? DepartureReason)
    {
        internal Stay Stay => new(MemberId, BirthDate, JoinedOn, LeftOn);
    }

    const string FindDelegations =
        """
        select household_id from delegation
        where caisse_id = @Caisse and delegate_id = @memberId and ended_at is null
        """;

    const string FindStay =
        """
        select member_id, birth_date, joined_on, left_on, departure_reason
        from member where caisse_id = @Caisse and household_id = @householdId and member_id = @memberId
        """;

    const string RecordDeparture =
        """
        update member set left_on = least(left_on, @LeftOn), departure_reason = @Reason
        where caisse_id = @Caisse and member_id = @memberId
        returning left_on
        """;

    /// <summary>Null as long as somebody lives there whose departure is not recorded.</summary>
    const string FindLastDay =
        """
        select case when bool_and(left_on is not null) then max(left_on) end
        from member where caisse_id = @Caisse and household_id = @HouseholdId
        """;
}
