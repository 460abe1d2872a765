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
            happened, EffectKinds.SetAllocationScheme, WalletService.Name,
            scheme => ApplyAsync(work, happened, scheme));

    static async Task<string?> ApplyAsync(Work work, DecisionAdopted happened, SetAllocationScheme scheme)
    {
        if (new Check().AllocationScheme(scheme, "scheme").Problem is { } problem)
        {
            return problem.Detail;
        }
        var inserted = await work.ExecuteAsync(InsertScheme, new
        {
            work.Caisse,
            happened.Number,
            happened.DecisionId,
            happened.InForceFrom,
            Scheme = JsonSerializer.Serialize(scheme, CaisseJson.Events),
        });
        return inserted == 1 ? null : $"Decision {happened.Number} has set the allocation scheme already.";
    }

    const string InsertScheme =
        """
        insert into allocation_scheme (caisse_id, number, decision_id, in_force_from, scheme)
        values (@Caisse, @Number, @DecisionId, @InForceFrom, @Scheme::jsonb)
        on conflict do nothing
        """;
}
