using Caisse.Contracts.Governance;
using Caisse.Contracts.Governance.Effects;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.DecidingRules;

/// <summary>Puts a backing ratio that was decided in force from its date on.</summary>
[Consumer("ApplyBackingRatioOnDecision")]
sealed class ApplyBackingRatioOnDecision : IHandle<DecisionAdopted>
{
    public Task HandleAsync(DecisionAdopted adopted, Work work, CancellationToken cancel) =>
        work.ApplyAsync<SetBackingRatio>(
            adopted, EffectKinds.SetBackingRatio, ContributionsService.Name,
            rule => ApplyAsync(work, adopted, rule));

    static async Task<string?> ApplyAsync(Work work, DecisionAdopted adopted, SetBackingRatio rule)
    {
        if (rule.Percent is < 1 or > 100)
        {
            return $"The backing ratio must be from 1 to 100 percent, not {rule.Percent}.";
        }
        var inserted = await work.ExecuteAsync(
            InsertRatio,
            new { work.Caisse, adopted.Number, adopted.DecisionId, adopted.InForceFrom, rule.Percent });
        return inserted == 1 ? null : $"Decision {adopted.Number} has set the backing ratio already.";
    }

    const string InsertRatio =
        """
        insert into backing_ratio (caisse_id, decision_number, decision_id, in_force_from, percent)
        values (@Caisse, @Number, @DecisionId, @InForceFrom, @Percent)
        on conflict do nothing
        """;
}
