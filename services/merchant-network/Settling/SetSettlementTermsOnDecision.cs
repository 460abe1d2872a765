using Caisse.Contracts.Governance;
using Caisse.Contracts.Governance.Effects;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Settling;

/// <summary>
/// Keeps the terms of settlement that a decision set, from the day they hold. Nothing else writes them.
/// </summary>
[Consumer("SetSettlementTermsOnDecision")]
sealed class SetSettlementTermsOnDecision : IHandle<DecisionAdopted>
{
    public Task HandleAsync(DecisionAdopted happened, Work work, CancellationToken cancel) =>
        work.ApplyAsync<SetSettlementTerms>(
            happened, EffectKinds.SetSettlementTerms, MerchantNetworkService.Name, async rule =>
            {
                var terms = new
                {
                    work.Caisse,
                    happened.DecisionId,
                    happened.Number,
                    happened.InForceFrom,
                    rule.FeeBasisPoints,
                };
                var isKept = await work.ExecuteAsync(InsertTerms, terms) == 1
                    || await work.OneAsync<int>(ReadTerms, terms) == rule.FeeBasisPoints;
                return isKept ? null : "This decision already sets another fee. The first one holds.";
            });

    const string InsertTerms =
        """
        insert into settlement_terms (caisse_id, decision_id, decision_number, in_force_from,
        fee_basis_points)
        values (@Caisse, @DecisionId, @Number, @InForceFrom, @FeeBasisPoints)
        on conflict (caisse_id, decision_id) do nothing
        """;

    const string ReadTerms =
        """
        select fee_basis_points from settlement_terms where caisse_id = @Caisse and decision_id = @DecisionId
        """;
}
