using Caisse.ServiceDefaults;

namespace Caisse.Governance.Voting;

/// <summary>Tells a person whether they may vote on a proposal, and which of their ballots counts.</summary>
static class ReadOwnBallot
{
    /// <param name="ProposalId">What is voted on.</param>
    /// <param name="MayVote">Whether they sat in the body when the vote was opened.</param>
    /// <param name="Choice">for, against or abstain, as they said last; null: not yet.</param>
    /// <param name="CastAt">When they did.</param>
    internal sealed record OwnBallot(
        Guid ProposalId, bool MayVote, string? Choice, DateTimeOffset? CastAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/proposals/{proposalId:guid}/ballots/mine", HandleAsync)
            .Describe(nameof(ReadOwnBallot), "Whether the caller may vote, and what they said last.")
            .Allow(Grants.Member);

    static async Task<Answer<OwnBallot>> HandleAsync(
        Guid proposalId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.FindAsync<OwnBallot>(
            Read, new { work.Caisse, proposalId, caller.MemberId }) is { } ballot
            ? ballot
            : Refusal.NotFound("proposal", proposalId);
    }

    const string Read =
        """
        select proposal.proposal_id, electorate.mandate_id is not null as may_vote, last.choice, last.cast_at
        from proposal
        left join electorate on electorate.caisse_id = proposal.caisse_id
            and electorate.proposal_id = proposal.proposal_id and electorate.member_id = @MemberId::uuid
        left join lateral (
            select choice, cast_at from ballot
            where ballot.caisse_id = proposal.caisse_id and ballot.proposal_id = proposal.proposal_id
                and ballot.mandate_id = electorate.mandate_id
            order by sequence desc limit 1) last on true
        where proposal.caisse_id = @Caisse and proposal.proposal_id = @proposalId
        """;
}
