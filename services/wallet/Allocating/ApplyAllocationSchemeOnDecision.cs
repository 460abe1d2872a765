using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Governance.Effects;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Allocating;

/// <summary>Puts a decided allocation scheme in force from its date. Nothing else writes schemes.</summary>
sealed class ApplyAllocationSchemeOnDecision : IHandle<DecisionAdopted>
{
    public Task HandleAsync(DecisionAdopted happened, Work work, CancellationToken cancel) =>
        work.ApplyAsync<SetAllocationScheme>(
            happened, EffectKinds.SetAllocationScheme, WalletService.Name, async scheme =>
            {
                await work.ExecuteAsync(
                    """
                    insert into allocation_scheme (caisse_id, number, decision_id, in_force_from, scheme)
                    values (@Caisse, @Number, @DecisionId, @InForceFrom, @Scheme::jsonb)
                    """,
                    new
                    {
                        work.Caisse,
                        happened.Number,
                        happened.DecisionId,
                        happened.InForceFrom,
                        Scheme = JsonSerializer.Serialize(scheme, CaisseJson.Events),
                    });
                return null;
            });
}
