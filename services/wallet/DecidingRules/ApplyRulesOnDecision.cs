using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Governance.Effects;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.DecidingRules;

/// <summary>
/// Puts the rules of the wallet that a decision sets in force from its date. Nothing else writes them.
/// </summary>
[Consumer("ApplyRulesOnDecision")]
sealed class ApplyRulesOnDecision : IHandle<DecisionAdopted>
{
    public async Task HandleAsync(DecisionAdopted happened, Work work, CancellationToken cancel)
    {
        await ApplyAsync<SetAllocationScheme>(EffectKinds.SetAllocationScheme, InsertAllocationScheme);
        await ApplyAsync<SetCategoryRates>(EffectKinds.SetCategoryRates, InsertCategoryRates);
        await ApplyAsync<SetPaymentRules>(EffectKinds.SetPaymentRules, InsertPaymentRules);
        await ApplyAsync<SetCarryOver>(EffectKinds.SetCarryOver, InsertCarryOver);

        Task ApplyAsync<TRule>(string kind, string insert) =>
            work.ApplyAsync<TRule>(happened, kind, WalletService.Name, async rule =>
                rule is SetAllocationScheme scheme
                && new Check().AllocationScheme(scheme, "scheme").Problem is { } problem
                    ? problem.Detail
                    : await InsertAsync(work, happened, kind, insert, rule));
    }

    /// <summary>Null, or why it cannot be put in force.</summary>
    static async Task<string?> InsertAsync<TRule>(
        Work work, DecisionAdopted adopted, string kind, string insert, TRule rule)
    {
        var inserted = await work.ExecuteAsync(insert, new
        {
            work.Caisse,
            adopted.Number,
            adopted.DecisionId,
            adopted.InForceFrom,
            Rule = JsonSerializer.Serialize(rule, CaisseJson.Events),
        });
        return inserted == 1 ? null : $"Decision {adopted.Number} has applied {kind} already.";
    }

    const string InsertAllocationScheme =
        """
        insert into allocation_scheme (caisse_id, number, decision_id, in_force_from, scheme)
        values (@Caisse, @Number, @DecisionId, @InForceFrom, @Rule::jsonb) on conflict do nothing
        """;

    const string InsertCategoryRates =
        """
        insert into category_rates (caisse_id, number, decision_id, in_force_from, rates)
        values (@Caisse, @Number, @DecisionId, @InForceFrom, @Rule::jsonb) on conflict do nothing
        """;

    const string InsertPaymentRules =
        """
        insert into payment_rules (caisse_id, number, decision_id, in_force_from, rules)
        values (@Caisse, @Number, @DecisionId, @InForceFrom, @Rule::jsonb) on conflict do nothing
        """;

    const string InsertCarryOver =
        """
        insert into carry_over (caisse_id, number, decision_id, in_force_from, rule)
        values (@Caisse, @Number, @DecisionId, @InForceFrom, @Rule::jsonb) on conflict do nothing
        """;
}
