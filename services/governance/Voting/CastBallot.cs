using Caisse.Governance.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Voting;

/// <summary>Lets someone of the electorate vote, and change their mind until the vote is closed.</summary>
static class CastBallot
{
    /// <summary>Nobody changes their mind that often; a broken client might.</summary>
    const int MostBallotsPerVoter = 50;

    internal sealed record BallotRequest([property: Words(typeof(Choices))] string Choice);

    internal sealed record BallotAnswer(
        Guid ProposalId, Guid MandateId, string Choice, DateTimeOffset CastAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/proposals/{proposalId:guid}/ballots", HandleAsync)
            .Describe(nameof(CastBallot),
                "Vote for, against or abstain; the last ballot before the closing counts.")
            .Creates()
            .Allow(Grants.Member);

    static async Task<Answer<BallotAnswer>> HandleAsync(
        Guid proposalId, BallotRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        if (new Check().OneOf(request.Choice, Choices.All, "choice").Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        // Voters share the lock that the closing takes alone: no ballot slips in while it counts.
        if (await work.FindAsync<string>(ShareState, new { work.Caisse, proposalId }) is not { } state)
        {
            return Refusal.NotFound("proposal", proposalId);
        }
        if (state != ProposalStates.Open)
        {
            return Refusal.Conflict("not-open", $"The vote is not open; the proposal is {state}.")
                .With("state", state);
        }
        if (await work.FindAsync<VoterRow>(ReadVoter, new { work.Caisse, proposalId, caller.MemberId })
            is not { } voter)
        {
            return new Refusal(
                StatusCodes.Status403Forbidden, "no-mandate",
                "Only those who sat in the body when the vote was opened may vote.");
        }
        if (voter.BallotsCast >= MostBallotsPerVoter)
        {
            return Refusal.Conflict(
                "too-many-ballots", $"You voted {voter.BallotsCast} times; the last ballot counts.")
                .With("most", MostBallotsPerVoter);
        }
        await work.ExecuteAsync(
            InsertBallot, new { work.Caisse, proposalId, voter.MandateId, request.Choice, work.Now });
        await work.CommitAsync(cancel);
        return new BallotAnswer(proposalId, voter.MandateId, request.Choice, work.Now);
    }

    const string ShareState =
        "select state from proposal where caisse_id = @Caisse and proposal_id = @proposalId for share";

    const string ReadVoter =
        """
        select mandate_id, (
            select count(*) from ballot
            where caisse_id = @Caisse and proposal_id = @proposalId
                and mandate_id = electorate.mandate_id) as ballots_cast
        from electorate
        where caisse_id = @Caisse and proposal_id = @proposalId and member_id = @MemberId
        """;

    const string InsertBallot =
        """
        insert into ballot (caisse_id, proposal_id, mandate_id, choice, cast_at)
        values (@Caisse, @proposalId, @MandateId, @Choice, @Now)
        """;

    sealed record VoterRow(Guid MandateId, long BallotsCast);
}
