using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>
/// Shows those concerned who sits and sat in a body; member ids only, names are membership's. Why someone's
/// mandate ended early is for coordinators and that person.
/// </summary>
static class ListMandates
{
    internal sealed record MandateAnswer
    {
        public required Guid Id { get; init; }
        public required Guid BodyId { get; init; }
        public required Guid MemberId { get; init; }
        public required string Origin { get; init; }
        public required Guid? DrawId { get; init; }
        public required DateOnly From { get; init; }
        public required DateOnly Until { get; init; }
        public required DateOnly? EndedOn { get; init; }
        public required string? EndReason { get; init; }
        public required DateTimeOffset GivenAt { get; init; }
    }

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/bodies/{bodyId:guid}/mandates", HandleAsync)
            .Describe(nameof(ListMandates), "List the mandates of a body, those of the past among them.")
            .Allow(Grants.Coordinator, Grants.Member, Grants.Treasurer);

    static async Task<Answer<Page<MandateAnswer>>> HandleAsync(
        Guid bodyId, [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (!await work.OneAsync<bool>(BodyExists, new { work.Caisse, bodyId }))
        {
            return Refusal.NotFound("body", bodyId);
        }
        var rows = await work.ListAsync<MandateAnswer>(
            ListRows, new { work.Caisse, bodyId, page.AfterId, page.Fetch });
        return page.Of([.. rows.Select(mandate => AsSeenBy(caller, mandate))], mandate => mandate.Id);
    }

    static MandateAnswer AsSeenBy(Caller caller, MandateAnswer mandate) =>
        caller.Has(Grants.Coordinator) || caller.MemberId == mandate.MemberId
            ? mandate
            : mandate with { EndReason = null };

    const string BodyExists =
        "select exists (select from body where caisse_id = @Caisse and body_id = @bodyId)";

    const string ListRows =
        """
        select mandate_id as id, body_id, member_id, origin, draw_id, first_day as "from",
            last_day as until, ended_on, end_reason, given_at
        from mandate
        where caisse_id = @Caisse and body_id = @bodyId
            and (@AfterId::uuid is null or mandate_id > @AfterId::uuid)
        order by mandate_id limit @Fetch
        """;
}
