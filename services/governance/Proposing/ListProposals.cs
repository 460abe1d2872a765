using Caisse.Governance.Domain;
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

        /// <summary>Whether the caller sat in the body when the vote was opened.</summary>
        public required bool MayVote { get; init; }

        /// <summary>What the caller said last; null: not yet, or it is not theirs to say.</summary>
        public required string? MyChoice { get; init; }
    }

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/proposals", HandleAsync)
            .Describe(
                nameof(ListProposals),
                "List the proposals of a caisse, oldest first; by state, with what the caller said.")
            .AllowAnonymous();

    static async Task<Answer<Page<ProposalLine>>> HandleAsync(
        [AsParameters] PageRequest page,
        [Words(typeof(ProposalStates))] string? state, Caller caller, Database database,
        CancellationToken cancel)
    {
        var check = state is null ? new Check() : new Check().OneOf(state, ProposalStates.All, "state");
        if ((page.Problem ?? check.Problem) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ProposalLine>(
            ListRows, new { work.Caisse, state, caller.MemberId, page.AfterId, page.Fetch });
        return page.Of(rows, proposal => proposal.Id);
    }

    const string ListRows =
        """
        select proposal.proposal_id as id, body_id, title, effect_kind, in_force_from, state, submitted_at,
            electorate.mandate_id is not null as may_vote, (
                select choice from ballot
                where ballot.caisse_id = proposal.caisse_id and ballot.proposal_id = proposal.proposal_id
                    and ballot.mandate_id = electorate.mandate_id
                order by sequence desc limit 1) as my_choice
        from proposal
        left join electorate on electorate.caisse_id = proposal.caisse_id
            and electorate.proposal_id = proposal.proposal_id and electorate.member_id = @MemberId::uuid
        where proposal.caisse_id = @Caisse and (@state::text is null or state = @state)
            and (@AfterId::uuid is null or proposal.proposal_id > @AfterId::uuid)
        order by proposal.proposal_id limit @Fetch
        """;
}
