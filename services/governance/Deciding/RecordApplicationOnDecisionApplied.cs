using Caisse.Contracts.Governance;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Deciding;

/// <summary>
/// Notes in the public register which service applied an effect of a decision, and when, or why it refused.
/// </summary>
[Consumer("RecordApplicationOnDecisionApplied")]
sealed class RecordApplicationOnDecisionApplied : IHandle<DecisionApplied>
{
    public Task HandleAsync(DecisionApplied happened, Work work, CancellationToken cancel) =>
        work.ExecuteAsync(InsertApplication, new
        {
            work.Caisse,
            ApplicationId = Guid.CreateVersion7(),
            happened.DecisionId,
            happened.EffectKind,
            happened.Service,
            happened.Refusal,
            happened.OccurredAt,
        });

    const string InsertApplication =
        """
        insert into decision_application (
            caisse_id, application_id, decision_id, effect_kind, service, refusal, applied_at)
        values (@Caisse, @ApplicationId, @DecisionId, @EffectKind, @Service, @Refusal, @OccurredAt)
        on conflict do nothing
        """;
}
