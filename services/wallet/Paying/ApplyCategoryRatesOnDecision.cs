using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Governance.Effects;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Paying;

/// <summary>Puts decided category rates in force from their date. Nothing else writes rates.</summary>
sealed class ApplyCategoryRatesOnDecision : IHandle<DecisionAdopted>
{
    public Task HandleAsync(DecisionAdopted happened, Work work, CancellationToken cancel) =>
        work.ApplyAsync<SetCategoryRates>(
            happened, EffectKinds.SetCategoryRates, WalletService.Name, async rates =>
            {
                await work.ExecuteAsync(
                    """
                    insert into category_rates (caisse_id, number, decision_id, in_force_from, rates)
                    values (@Caisse, @Number, @DecisionId, @InForceFrom, @Rates::jsonb)
                    """,
                    new
                    {
                        work.Caisse,
                        happened.Number,
                        happened.DecisionId,
                        happened.InForceFrom,
                        Rates = JsonSerializer.Serialize(rates, CaisseJson.Events),
                    });
                return null;
            });
}
