using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.TakingPart;

/// <summary>Someone took part: helped at a distribution, came to a meeting, proposed a product.</summary>
static class RecordParticipation
{
    /// <param name="Hours">How long, to the minute; null where it took no time that counts.</param>
    /// <param name="Event">What it was, in words.</param>
    internal sealed record ParticipationRequest(
        Guid MemberId,
        [property: Words(typeof(Participation), nameof(Participation.Kinds))] string Kind, DateOnly On,
        string Event, decimal? Hours = null);

    internal sealed record RecordedParticipation(Guid Id, Guid MemberId, Guid HouseholdId);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/participations", HandleAsync)
            .Describe(nameof(RecordParticipation), "Record that someone took part.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<RecordedParticipation>> HandleAsync(
        ParticipationRequest request, IdempotencyKey? key, Caller caller, KnownCaisse caisse,
        Database database,
        TimeProvider clock, CancellationToken cancel)
    {
        var today = caisse.DayOf(clock.GetUtcNow());
        var check = new Check().Id(request.MemberId, "memberId")
            .OneOf(request.Kind, Participation.Kinds, "kind")
            .Text(request.Event, "event")
            .That(request.On <= today, "on", "must not be in the future.");
        Household.CheckDayInto(check, request.On, "on");
        var minutes = Participation.Minutes(check, request.Hours, "hours");
        return check.Problem is { } problem
            ? problem
            : await key.OnceIfKeyedAsync(
                database, caller, request, work => RecordAsync(work, request, minutes), cancel);
    }

    static async Task<Answer<RecordedParticipation>> RecordAsync(
        Work work, ParticipationRequest request, int? minutes)
    {
        var household = await work.FindAsync<Guid?>(
            FindHousehold, new { work.Caisse, request.MemberId, request.On });
        if (household is not { } householdId)
        {
            return Refusal.NotFound("member", request.MemberId);
        }
        var participationId = Guid.CreateVersion7();
        await work.ExecuteAsync(Insert, new
        {
            work.Caisse, participationId, request.MemberId, householdId, request.Kind, request.On, minutes,
            request.Event, work.Now, work.Actor,
        });
        return new Answer<RecordedParticipation>
        {
            Value = new RecordedParticipation(participationId, request.MemberId, householdId),
            Location = $"/v1/caisses/{work.Caisse}/participations?memberId={request.MemberId}",
        };
    }

    /// <summary>
    /// Where they lived on the day, whenever it is recorded. Some help before they join: for the household
    /// that they join.
    /// </summary>
    const string FindHousehold =
        """
        select household_id from stay where caisse_id = @Caisse and member_id = @MemberId
        order by joined_on > @On, abs(joined_on - @On) limit 1
        """;

    const string Insert =
        """
        insert into participation (
            caisse_id, participation_id, member_id, household_id, kind, took_part_on, minutes, event,
            recorded_at, recorded_by)
        values (
            @Caisse, @participationId, @MemberId, @householdId, @Kind, @On, @minutes, @Event, @Now, @Actor)
        """;
}
