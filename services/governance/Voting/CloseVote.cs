using Caisse.Contracts.Governance;
using Caisse.Governance.Deciding;
using Caisse.Governance.Domain;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Voting;

/// <summary>Closes the vote, once, and counts it; what is adopted becomes a numbered decision.</summary>
static class CloseVote
{
    internal sealed record OutcomeAnswer(
        Guid Id, string State, int QuorumPercent, int Electorate, int Cast, ReadTally.CountAnswer Count,
        DateTimeOffset ClosedAt, Guid? DecisionId, int? DecisionNumber, DateOnly? InForceFrom,
        VoteRules Rules);

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
        var rules = await VoteRules.FindAsync(work, proposalId)
            ?? throw new InvalidOperationException($"The vote on {proposalId} was opened without rules.");
        var tally = await ReadTally.CountAsync(work, proposalId, rules.Terms);
        if (ProposalStates.IsClosed(vote.State))
        {
            var decision = await work.FindAsync<DecisionRow>(ReadDecision, new { work.Caisse, proposalId });
            return Refusal.Conflict(
                "already-closed", $"The vote was closed before; the proposal is {vote.State}.")
                .With(
                    "outcome", Outcome(proposalId, vote.State, tally, rules, vote.ClosedAt!.Value, decision));
        }
        if (rules.RefuseClosing(work.KnownCaisse, work.Now) is { } tooEarly)
        {
            return tooEarly;
        }
        var outcome = await DecideAsync(work, proposalId, vote, (tally, rules), work.Today);
        await work.CommitAsync(cancel);
        return outcome;
    }

    static async Task<OutcomeAnswer> DecideAsync(
        Work work, Guid proposalId, VoteRow vote, (Tally Tally, VoteRules Rules) counted, DateOnly today)
    {
        var state = counted.Tally.Adopted ? ProposalStates.Adopted : ProposalStates.Rejected;
        await work.ExecuteAsync(Close, new { work.Caisse, proposalId, state, work.Now });
        DecisionRow? decision = null;
        if (counted.Tally.Adopted)
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
        var outcome = Outcome(proposalId, state, counted.Tally, counted.Rules, work.Now, decision);
        await work.AuditAsync("proposal.closed", proposalId, new { vote.State }, outcome);
        return outcome;
    }

    static IReadOnlyList<DecisionEffect> Effects(VoteRow vote) => vote.EffectKind == EffectKinds.None
        ? []
        : [new DecisionEffect(vote.EffectKind, vote.EffectValue!)];

    static OutcomeAnswer Outcome(
        Guid proposalId, string state, Tally tally, VoteRules rules, DateTimeOffset closedAt,
        DecisionRow? decision) => new(
        proposalId, state, rules.QuorumPercent, tally.Electorate, tally.Cast, ReadTally.ToAnswer(tally),
        closedAt, decision?.DecisionId, decision?.Number, decision?.InForceFrom, rules);

    const string LockVote =
        """
        select body_id, title, text, effect_kind, effect_value::text, in_force_from, state, closed_at
        from proposal where caisse_id = @Caisse and proposal_id = @proposalId
        for update
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
    }
}
