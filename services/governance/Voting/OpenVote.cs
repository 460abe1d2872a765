using Caisse.Governance.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Voting;

/// <summary>
/// Opens the vote on a proposal: whoever sits in its body now may vote, and nobody else, by the voting rules
/// of today.
/// </summary>
static class OpenVote
{
    internal sealed record OpenedAnswer(
        Guid Id, string State, int Electorate, DateTimeOffset OpenedAt, VoteRules Rules);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/proposals/{proposalId:guid}/opening", HandleAsync)
            .Describe(nameof(OpenVote), "Open the vote; the mandates active now are the electorate.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<OpenedAnswer>> HandleAsync(
        Guid proposalId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.FindAsync<string>(LockState, new { work.Caisse, proposalId }) is not { } state)
        {
            return Refusal.NotFound("proposal", proposalId);
        }
        if (state != ProposalStates.Draft)
        {
            return Refusal.Conflict("not-a-draft", $"The vote was opened before; the proposal is {state}.")
                .With("state", state);
        }
        var electorate = await work.ExecuteAsync(
            FixElectorate, new { work.Caisse, proposalId, Today = work.Today });
        if (electorate == 0)
        {
            return Refusal.Conflict(
                "nobody-may-vote", "Nobody sits in the body today: there is nobody to vote.");
        }
        await work.ExecuteAsync(Open, new { work.Caisse, proposalId, work.Now });
        var rules = await VoteRules.FixAsync(work, proposalId);
        var opened = new OpenedAnswer(proposalId, ProposalStates.Open, electorate, work.Now, rules);
        await work.AuditAsync("proposal.opened", proposalId, new { state }, opened);
        await work.CommitAsync(cancel);
        return opened;
    }

    const string LockState =
        "select state from proposal where caisse_id = @Caisse and proposal_id = @proposalId for update";

    const string FixElectorate =
        """
        insert into electorate (caisse_id, proposal_id, mandate_id, member_id)
        select mandate.caisse_id, proposal.proposal_id, mandate.mandate_id, mandate.member_id
        from proposal
        join mandate on mandate.caisse_id = proposal.caisse_id and mandate.body_id = proposal.body_id
        where proposal.caisse_id = @Caisse and proposal.proposal_id = @proposalId
            and mandate.first_day <= @Today and @Today <= mandate.last_day
            and (mandate.ended_on is null or @Today < mandate.ended_on)
        """;

    const string Open =
        """
        update proposal set state = 'open', opened_at = @Now
        where caisse_id = @Caisse and proposal_id = @proposalId
        """;
}
