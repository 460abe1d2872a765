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
        IReadOnlyList<RollEntry>? Roll, VoteRules? Rules);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/proposals/{proposalId:guid}/tally", HandleAsync)
            .Describe(nameof(ReadTally),
                "The count and the roll by mandate once closed; how many have voted before.")
            .AllowAnonymous();

    static async Task<Answer<TallyAnswer>> HandleAsync(
        Guid proposalId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.FindAsync<string>(ReadState, new { work.Caisse, proposalId }) is not { } state)
        {
            return Refusal.NotFound("proposal", proposalId);
        }
        // A draft would be opened by the rules of today.
        var fixedRules = await VoteRules.FindAsync(work, proposalId);
        var rules = fixedRules ?? await VoteRules.OfTodayAsync(work, proposalId);
        var tally = await CountAsync(work, proposalId, rules.Terms);
        var isClosed = ProposalStates.IsClosed(state);
        return new TallyAnswer(
            proposalId, state, rules.QuorumPercent, tally.Electorate, tally.Cast,
            isClosed ? ToAnswer(tally) : null, isClosed ? tally.Roll : null, fixedRules);
    }

    internal static CountAnswer ToAnswer(Tally tally) =>
        new(tally.For, tally.Against, tally.Abstain, tally.QuorumReached, tally.Adopted);

    /// <summary>Counts the ballots that this unit of work sees.</summary>
    internal static async Task<Tally> CountAsync(Work work, Guid proposalId, VotingTerms terms)
    {
        var electorate = await work.ListAsync<Guid>(ReadElectorate, new { work.Caisse, proposalId });
        var ballots = await work.ListAsync<Ballot>(ReadBallots, new { work.Caisse, proposalId });
        return Tally.Count(electorate, ballots, terms);
    }

    // State and ballots are read by two statements; a closing between them makes this answer show less.
    const string ReadState =
        "select state from proposal where caisse_id = @Caisse and proposal_id = @proposalId";

    const string ReadElectorate =
        "select mandate_id from electorate where caisse_id = @Caisse and proposal_id = @proposalId";

    const string ReadBallots =
        """
        select mandate_id, sequence, choice
        from ballot where caisse_id = @Caisse and proposal_id = @proposalId
        """;
}
