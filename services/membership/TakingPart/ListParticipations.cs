using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.TakingPart;

/// <summary>Who took part, in the order in which it was recorded; members read their own.</summary>
static class ListParticipations
{
    internal sealed record ListedParticipation(
        Guid Id, Guid MemberId, Guid HouseholdId, string Kind, DateOnly On, string Event, decimal? Hours,
        DateTimeOffset RecordedAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/participations", HandleAsync)
            .Describe(nameof(ListParticipations), "Who took part, by member, household and kind.")
            .Allow(Grants.Coordinator, Grants.Member);

    static async Task<Answer<Page<ListedParticipation>>> HandleAsync(
        [AsParameters] PageRequest page, Guid? memberId, Guid? householdId,
        [Words(typeof(Participation), nameof(Participation.Kinds))] string? kind, Caller caller,
        Database database, CancellationToken cancel)
    {
        var check = kind is null ? new Check() : new Check().OneOf(kind, Participation.Kinds, "kind");
        if ((page.Problem ?? check.Problem) is { } problem)
        {
            return problem;
        }
        var isStaff = caller.Has(Grants.Coordinator);
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ParticipationRow>(Read, new
        {
            work.Caisse, memberId, householdId, kind, isStaff, Reader = caller.MemberId, page.AfterId,
            page.Fetch,
        });
        if (isStaff)
        {
            await work.RecordLookAsync(
                "participations.listed", [.. rows.Select(row => row.MemberId).Distinct()]);
            await work.CommitAsync(cancel);
        }
        return page.Of([.. rows.Select(List)], participation => participation.Id);
    }

    static ListedParticipation List(ParticipationRow row) => new(
        row.ParticipationId, row.MemberId, row.HouseholdId, row.Kind, row.TookPartOn, row.Event,
        row.Minutes is { } minutes ? Participation.Hours(minutes) : null, row.RecordedAt);

    sealed record ParticipationRow(
        Guid ParticipationId, Guid MemberId, Guid HouseholdId, string Kind, DateOnly TookPartOn, string Event,
        int? Minutes, DateTimeOffset RecordedAt);

    const string Read =
        """
        select participation_id, member_id, household_id, kind, took_part_on, event, minutes, recorded_at
        from participation
        where caisse_id = @Caisse and withdrawn_at is null
            and (@isStaff or member_id = @Reader)
            and (@memberId::uuid is null or member_id = @memberId)
            and (@householdId::uuid is null or household_id = @householdId)
            and (@kind::text is null or kind = @kind)
            and (@AfterId::uuid is null or participation_id > @AfterId)
        order by participation_id limit @Fetch
        """;
}
