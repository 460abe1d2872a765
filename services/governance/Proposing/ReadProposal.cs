using System.Text.Json;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Proposing;

/// <summary>Shows anyone a proposal: its text, the rule it would change, and where it stands.</summary>
static class ReadProposal
{
    internal sealed record ProposalAnswer(
        Guid Id, Guid BodyId, string Title, string Text, EffectAnswer Effect, DateOnly InForceFrom,
        string State, DateTimeOffset SubmittedAt, DateTimeOffset? OpenedAt, DateTimeOffset? ClosedAt,
        int? DecisionNumber);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/proposals/{proposalId:guid}", HandleAsync)
            .Describe(nameof(ReadProposal), "Read a proposal and where it stands.")
            .AllowAnonymous();

    static async Task<Answer<ProposalAnswer>> HandleAsync(
        Guid proposalId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await FindAsync(work, proposalId) is { } proposal
            ? proposal
            : Refusal.NotFound("proposal", proposalId);
    }

    /// <summary>The proposal as this unit of work sees it, or null.</summary>
    internal static async Task<ProposalAnswer?> FindAsync(Work work, Guid proposalId) =>
        await work.FindAsync<ProposalRow>(Read, new { work.Caisse, proposalId }) is { } row
            ? new ProposalAnswer(
                row.ProposalId, row.BodyId, row.Title, row.Text, EffectAnswer.Of(row.ToEffect()),
                row.InForceFrom, row.State, row.SubmittedAt, row.OpenedAt, row.ClosedAt, row.DecisionNumber)
            : null;

    const string Read =
        """
        select proposal.proposal_id, proposal.body_id, proposal.title, proposal.text, effect_kind,
            effect_value::text, proposal.in_force_from, state, submitted_at, opened_at, closed_at,
            decision.number as decision_number
        from proposal
        left join decision
            on decision.caisse_id = proposal.caisse_id and decision.proposal_id = proposal.proposal_id
        where proposal.caisse_id = @Caisse and proposal.proposal_id = @proposalId
        """;

    sealed record ProposalRow
    {
        public Guid ProposalId { get; init; }
        public Guid BodyId { get; init; }
        public string Title { get; init; } = "";
        public string Text { get; init; } = "";
        public string EffectKind { get; init; } = EffectKinds.None;
        public string? EffectValue { get; init; }
        public DateOnly InForceFrom { get; init; }
        public string State { get; init; } = "";
        public DateTimeOffset SubmittedAt { get; init; }
        public DateTimeOffset? OpenedAt { get; init; }
        public DateTimeOffset? ClosedAt { get; init; }
        public int? DecisionNumber { get; init; }

        internal EffectRequest ToEffect() => new(
            EffectKind,
            EffectValue is null
                ? null
                : JsonSerializer.Deserialize<JsonElement>(EffectValue, CaisseJson.Events));
    }
}
