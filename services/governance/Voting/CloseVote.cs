using Caisse.Contracts.Governance;
using Caisse.Contracts.Governance.Effects;
using Caisse.Governance.Deciding;
using Caisse.Governance.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Voting;

/// <summary>Closes the vote, once, and counts it; what is adopted becomes a numbered decision.</summary>
static class CloseVote
{
    internal sealed record OutcomeAnswer(
        Guid Id, string State, int QuorumPercent, int Electorate, int Cast, ReadTally.CountAnswer Count,
        DateTimeOffset ClosedAt, Guid? DecisionId, int? DecisionNumber, DateOnly? InForceFrom);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/proposals/{proposalId:guid}/closing", HandleAsync)
            .Describe(
                nameof(CloseVote), "Close the vote and count it; an adopted proposal becomes a decision.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<OutcomeAnswer>> HandleAsync(
        Guid proposalId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.FindAsync<VoteRow>(LockVote, new { work.Caisse, proposalId }) is not { } vote)
        {
            return Refusal.NotFound("proposal", proposalId);
        }
        if (vote.State == ProposalStates.Draft)
        {
            return Refusal.Conflict("not-open", "The vote was never opened.").With("state", vote.State);
        }
        var tally = await ReadTally.CountAsync(work, proposalId, vote.QuorumPercent);
        if (ProposalStates.IsClosed(vote.State))
        {
            var decision = await work.FindAsync<DecisionRow>(ReadDecision, new { work.Caisse, proposalId });
            return Refusal.Conflict(
                "already-closed", $"The vote was closed before; the proposal is {vote.State}.")
                .With("outcome", Outcome(proposalId, vote.State, tally, vote.ClosedAt!.Value, decision));
        }
        var outcome = await DecideAsync(work, proposalId, vote, tally, work.Today);
        await work.CommitAsync(cancel);
        return outcome;
    }

    static async Task<OutcomeAnswer> DecideAsync(
        Work work, Guid proposalId, VoteRow vote, Tally tally, DateOnly today)
    {
        var state = tally.Adopted ? ProposalStates.Adopted : ProposalStates.Rejected;
        await work.ExecuteAsync(Close, new { work.Caisse, proposalId, state, work.Now });
        DecisionRow? decision = null;
        if (tally.Adopted)
        {
            var inForceFrom = vote.InForceFrom > today ? vote.InForceFrom : today;
            var taken = new RecordDecision.Taken(
                Guid.CreateVersion7(), vote.BodyId, proposalId, vote.Title, vote.Text, Effects(vote), today,
                inForceFrom, work.Now);
            decision = new DecisionRow
            {
                DecisionId = taken.DecisionId,
                Number = await RecordDecision.RecordAsync(work, taken),
                InForceFrom = inForceFrom,
            };
        }
        var outcome = Outcome(proposalId, state, tally, work.Now, decision);
        await work.AuditAsync("proposal.closed", proposalId, new { vote.State }, outcome);
        return outcome;
    }

    static IReadOnlyList<DecisionEffect> Effects(VoteRow vote) => vote.EffectKind == EffectKinds.None
        ? []
        : [new DecisionEffect(vote.EffectKind, vote.EffectValue!)];

    static OutcomeAnswer Outcome(
        Guid proposalId, string state, Tally tally, DateTimeOffset closedAt, DecisionRow? decision) => new(
        proposalId, state, tally.QuorumPercent, tally.Electorate, tally.Cast, ReadTally.ToAnswer(tally),
        closedAt, decision?.DecisionId, decision?.Number, decision?.InForceFrom);

    const string LockVote =
        """
        select proposal.body_id, title, text, effect_kind, effect_value::text, in_force_from, state,
            closed_at, quorum_percent
        from proposal join body on body.caisse_id = proposal.caisse_id and body.body_id = proposal.body_id
        where proposal.caisse_id = @Caisse and proposal_id = @proposalId
        for update of proposal
        """;

    const string Close =
        """
        update proposal set state = @state, closed_at = @Now
        where caisse_id = @Caisse and proposal_id = @proposalId
        """;

    const string ReadDecision =
        """
        select decision_id, number, in_force_from
        from decision where caisse_id = @Caisse and proposal_id = @proposalId
        """;

    sealed record DecisionRow
    {
        public Guid DecisionId { get; init; }
        public int Number { get; init; }
        public DateOnly InForceFrom { get; init; }
    }

    sealed record VoteRow
    {
        public Guid BodyId { get; init; }
        public string Title { get; init; } = "";
        public string Text { get; init; } = "";
        public string EffectKind { get; init; } = EffectKinds.None;
        public string? EffectValue { get; init; }
        public DateOnly InForceFrom { get; init; }
        public string State { get; init; } = "";
        public DateTimeOffset? ClosedAt { get; init; }
        public int QuorumPercent { get; init; }
    }
}
