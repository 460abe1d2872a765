using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Governance.Effects;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Carrying;

/// <summary>Puts a decided rule of carry-over in force from its date. Nothing else writes it.</summary>
sealed class ApplyCarryOverOnDecision : IHandle<DecisionAdopted>
{
    public Task HandleAsync(DecisionAdopted happened, Work work, CancellationToken cancel) =>
        work.ApplyAsync<SetCarryOver>(
            happened, EffectKinds.SetCarryOver, WalletService.Name, async rule =>
            {
                await work.ExecuteAsync(
                    """
                    insert into carry_over (caisse_id, number, decision_id, in_force_from, rule)
                    values (@Caisse, @Number, @DecisionId, @InForceFrom, @Rule::jsonb)
                    """,
                    new
                    {
                        work.Caisse,
                        happened.Number,
                        happened.DecisionId,
                        happened.InForceFrom,
                        Rule = JsonSerializer.Serialize(rule, CaisseJson.Events),
                    });
                return null;
            });
}
