using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Governance.Effects;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Paying;

/// <summary>Puts decided payment rules in force from their date. Nothing else writes them.</summary>
sealed class ApplyPaymentRulesOnDecision : IHandle<DecisionAdopted>
{
    public Task HandleAsync(DecisionAdopted happened, Work work, CancellationToken cancel) =>
        work.ApplyAsync<SetPaymentRules>(
            happened, EffectKinds.SetPaymentRules, WalletService.Name, async rules =>
            {
                await work.ExecuteAsync(
                    """
                    insert into payment_rules (caisse_id, number, decision_id, in_force_from, rules)
                    values (@Caisse, @Number, @DecisionId, @InForceFrom, @Rules::jsonb)
                    """,
                    new
                    {
                        work.Caisse,
                        happened.Number,
                        happened.DecisionId,
                        happened.InForceFrom,
                        Rules = JsonSerializer.Serialize(rules, CaisseJson.Events),
                    });
                return null;
            });
}
