using System.Text.Json;
using Caisse.Contracts.Governance;

namespace Caisse.ServiceDefaults;

/// <summary>How a service that owns a rule applies a decision.</summary>
public static class ApplyDecision
{
    /// <summary>
    /// Applies each of the decision's effects of one kind and says so, or says why it cannot be applied.
    /// </summary>
    /// <param name="work">The transaction the decision is heard in.</param>
    /// <param name="adopted">The decision.</param>
    /// <param name="kind">The kind of effect the caller owns.</param>
    /// <param name="service">The service's name.</param>
    /// <param name="apply">Applies the rule; null, or why not, in words.</param>
    public static async Task ApplyAsync<TRule>(
        this Work work, DecisionAdopted adopted, string kind, string service,
        Func<TRule, Task<string?>> apply)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(adopted);
        ArgumentNullException.ThrowIfNull(apply);
        foreach (var effect in adopted.Effects.Where(effect => effect.Kind == kind))
        {
            var refusal = await apply(JsonSerializer.Deserialize<TRule>(effect.Value, CaisseJson.Events)!);
            await work.AuditAsync(
                $"decision.{kind}", adopted.DecisionId, null, new { adopted.Number, effect.Value, refusal });
            await work.PublishAsync(
                new DecisionApplied(work.Caisse, adopted.DecisionId, kind, service, refusal, work.Now));
        }
    }
}
