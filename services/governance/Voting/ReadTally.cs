using Caisse.Governance.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Voting;

/// <summary>
/// Shows anyone the count, with the roll to recount it from; before the closing only how many have voted,
/// so that nobody votes by what others voted.
/// </summary>
static class ReadTally
{
    internal sealed record CountAnswer(int For, int Against, int Abstain, bool QuorumReached, bool Adopted);

    internal sealed record TallyAnswer(
        Guid ProposalId, string State, int QuorumPercent, int Electorate, int Cast, CountAnswer? Count,
        IReadOnlyList<RollEntry>? Roll);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/proposals/{proposalId:guid}/tally", HandleAsync)
            .Describe(nameof(ReadTally),
                "The count and the roll by mandate once closed; how many have voted before.")
            .AllowAnonymous();

    static async Task<Answer<TallyAnswer>> HandleAsync(
        Guid proposalId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.FindAsync<VoteRow>(ReadVote, new { work.Caisse, proposalId }) is not { } vote)
        {
            return Refusal.NotFound("proposal", proposalId);
        }
        var tally = await CountAsync(work, proposalId, vote.QuorumPercent);
        var isClosed = ProposalStates.IsClosed(vote.State);
        return new TallyAnswer(
            proposalId, vote.State, vote.QuorumPercent, tally.Electorate, tally.Cast,
            isClosed ? ToAnswer(tally) : null, isClosed ? tally.Roll : null);
    }

    internal static CountAnswer ToAnswer(Tally tally) =>
        new(tally.For, tally.Against, tally.Abstain, tally.QuorumReached, tally.Adopted);

    /// <summary>Counts the ballots that this unit of work sees.</summary>
    internal static async Task<Tally> CountAsync(Work work, Guid proposalId, int quorumPercent)
    {
        var electorate = await work.ListAsync<Guid>(ReadElectorate, new { work.Caisse, proposalId });
        var ballots = await work.ListAsync<Ballot>(ReadBallots, new { work.Caisse, proposalId });
        return Tally.Count(electorate, ballots, quorumPercent);
    }

    // State and ballots are read by two statements; a closing between them makes this answer show less.
    const string ReadVote =
        """
        select state, quorum_percent
        from proposal join body on body.caisse_id = proposal.caisse_id and body.body_id = proposal.body_id
        where proposal.caisse_id = @Caisse and proposal_id = @proposalId
        """;

    const string ReadElectorate =
        "select mandate_id from electorate where caisse_id = @Caisse and proposal_id = @proposalId";

    const string ReadBallots =
        """
        select mandate_id, sequence, choice
        from ballot where caisse_id = @Caisse and proposal_id = @proposalId
        """;

    sealed record VoteRow(string State, int QuorumPercent);
}
