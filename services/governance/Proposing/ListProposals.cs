using Caisse.ServiceDefaults;

namespace Caisse.Governance.Proposing;

/// <summary>
/// Shows anyone what is and was proposed in a caisse; each proposal's text is read on its own.
/// </summary>
static class ListProposals
{
    internal sealed record ProposalLine
    {
        public required Guid Id { get; init; }
        public required Guid BodyId { get; init; }
        public required string Title { get; init; }
        public required string EffectKind { get; init; }
        public required DateOnly InForceFrom { get; init; }
        public required string State { get; init; }
        public required DateTimeOffset SubmittedAt { get; init; }
    }

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/proposals", HandleAsync)
            .Describe(nameof(ListProposals), "List the proposals of a caisse, oldest first.")
            .AllowAnonymous();

    static async Task<Answer<Page<ProposalLine>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ProposalLine>(
            ListRows, new { work.Caisse, page.AfterId, page.Fetch });
        return page.Of(rows, proposal => proposal.Id);
    }

    const string ListRows =
        """
        select proposal_id as id, body_id, title, effect_kind, in_force_from, state, submitted_at
        from proposal
        where caisse_id = @Caisse and (@AfterId::uuid is null or proposal_id > @AfterId::uuid)
        order by proposal_id limit @Fetch
        """;
}
