using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Membership.Delegating;
using Caisse.Membership.Domain;
using Caisse.Membership.Households;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Regrouping;

/// <summary>
/// All people of a household move in with another one: theirs leaves the fund, its wallet and debts go along.
/// Who was delegate of theirs, or of the other and now lives there, is so no longer; a guardian goes along.
/// </summary>
static class MergeHouseholds
{
    /// <param name="Into">The household that they move to.</param>
    /// <param name="On">First day on which they live there.</param>
    internal sealed record MergeRequest(Guid Into, DateOnly On);

    /// <summary>The household that nobody lives in any more, with its version.</summary>
    internal sealed record MergedHousehold(
        Guid Id, Guid Into, IReadOnlyList<Guid> MemberIds, DateOnly On, Period LastPeriod,
        long Version) : IVersioned;

    const string Reason = "merged";

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/households/{householdId:guid}/merge", HandleAsync)
            .Describe(nameof(MergeHouseholds), "Let all people of a household move in with another one.")
            .Allow(Grants.Coordinator, Grants.Treasurer);

    static async Task<Answer<MergedHousehold>> HandleAsync(
        Guid householdId, MergeRequest request, IdempotencyKey? key, Caller caller, KnownCaisse caisse,
        Database database, PersonalData personal, SearchDigests digests, TimeProvider clock,
        CancellationToken cancel)
    {
        var check = new Check().Id(request.Into, "into")
            .That(request.Into != householdId, "into", "must be another household.");
        MoveMembers.CheckDayInto(check, request.On, caisse.DayOf(clock.GetUtcNow()));
        return check.Problem is { } problem
            ? problem
            : await key.OnceIfKeyedAsync(
                database, caller, request,
                work => MergeAsync(work, personal, digests, householdId, request), cancel);
    }

    static async Task<Answer<MergedHousehold>> MergeAsync(
        Work work, PersonalData personal, SearchDigests digests, Guid householdId, MergeRequest request)
    {
        if (await work.HoldAllAsync([householdId, request.Into]) is not { } held)
        {
            return Refusal.NotFound("household", householdId);
        }
        if (!held.TryGetValue(request.Into, out var into))
        {
            return Refusal.NotFound("household", request.Into);
        }
        var emptied = held[householdId];
        var peopleThere = (await work.ListStaysAsync(request.Into)).Count(stay => stay.LeftOn is null);
        var (decided, problem) = Reunion.Decide(
            emptied, await work.ListStaysAsync(householdId), into, peopleThere, request.On);
        if (decided is null)
        {
            return problem!;
        }
        Guid[] moving = [.. decided.Moving.Select(stay => stay.MemberId)];
        await work.MoveMembersAsync(moving, request.Into, request.On);
        var lived = new { work.Caisse, householdId, request.Into, request.On, decided.LastPeriod, Reason };
        await work.ExecuteAsync(Empty, lived);
        await work.IndexHouseholdsAsync(personal, digests, [householdId, request.Into]);
        var version = await TellAsync(work, emptied, into, decided, moving);
        return new MergedHousehold(
            householdId, request.Into, moving, request.On, decided.LastPeriod, version);
    }

    static async Task<long> TellAsync(
        Work work, Household emptied, Household into, Reunion decided, Guid[] moving)
    {
        await work.EndDelegationsAsync(into.HouseholdId, moving);
        var guardians = await work.ListAsync<Guid>(
            MoveGuardians, new { work.Caisse, emptied.HouseholdId, Into = into.HouseholdId });
        if (guardians.Count > 0)
        {
            await work.PublishDelegatesChangedAsync(into.HouseholdId);
            await work.PublishDelegatesChangedAsync(emptied.HouseholdId);
        }
        await work.EndDelegationsAsync(emptied.HouseholdId, null);
        var version = await work.AdvanceHouseholdAsync(emptied.HouseholdId);
        var versionThere = await work.PublishHouseholdChangedAsync(into.HouseholdId);
        await work.PublishAsync(new HouseholdDeparted(
            work.Caisse, emptied.HouseholdId, decided.LastPeriod, version, work.Now));
        await work.PublishAsync(new HouseholdsMerged(
            work.Caisse, emptied.HouseholdId, into.HouseholdId, version, work.Now));
        await work.AuditAsync(
            "household.merged", emptied.HouseholdId, new { emptied.Version },
            new { version, Into = into.HouseholdId, versionThere, moving, guardians, decided.LastPeriod });
        return version;
    }

    /// <summary>One who lives there, or is delegate there already, is so under their own name.</summary>
    const string MoveGuardians =
        """
        update delegation set household_id = @Into
        where caisse_id = @Caisse and household_id = @HouseholdId and kind = 'guardian' and ended_at is null
            and delegate_id not in (
                select member_id from member
                where caisse_id = @Caisse and household_id = @Into and left_on is null
                union all
                select delegate_id from delegation
                where caisse_id = @Caisse and household_id = @Into and ended_at is null)
        returning delegate_id
        """;

    const string Empty =
        """
        update household
        set last_period = @LastPeriod, departure_reason = @Reason, merged_into = @Into, merged_on = @On
        where caisse_id = @Caisse and household_id = @householdId
        """;
}
