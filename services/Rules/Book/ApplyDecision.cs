using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

/// <summary>How a service applies the effects of a decision that it owns, and says so.</summary>
public static class ApplyDecision
{
    /// <summary>
    /// Applies each of the decision's effects of one kind that is no rule, and says so, or why it cannot be
    /// applied.
    /// </summary>
    /// <param name="work">The transaction in which the decision is received.</param>
    /// <param name="adopted">The decision.</param>
    /// <param name="apply">Applies the effect; null, or why not, in words.</param>
    public static async Task ApplyAsync<TEffect>(
        this Work work, DecisionAdopted adopted, Func<TEffect, Task<string?>> apply)
        where TEffect : class, IEffect<TEffect>
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(adopted);
        ArgumentNullException.ThrowIfNull(apply);
        foreach (var effect in adopted.Effects.Where(effect => effect.Kind == TEffect.Kind))
        {
            var (found, refusal) = EffectKinds.Find(TEffect.Kind)!.Examine(effect);
            refusal ??= await apply((TEffect)found!);
            await work.SayAppliedAsync(adopted, effect, TEffect.Owner, refusal);
        }
    }

    /// <summary>The effect, or why it cannot be applied, in words.</summary>
    internal static (IEffect? Effect, string? Refusal) Examine(this EffectKind kind, DecisionEffect decided)
    {
        try
        {
            var check = new Check();
            var effect = kind.Read(decided.Value, CaisseJson.Events);
            effect.CheckAllInto(check, kind.Name);
            return check.Problem is { } problem ? (null, problem.Detail) : (effect, null);
        }
        catch (JsonException exception)
        {
            return (null, $"It is not in the shape of {kind.Name}: {HttpSetup.Explain(exception)}");
        }
    }

    internal static async Task SayAppliedAsync(
        this Work work, DecisionAdopted adopted, DecisionEffect effect, string service, string? refusal)
    {
        await work.AuditAsync(
            $"decision.{effect.Kind}", adopted.DecisionId, null,
            new { adopted.Number, effect.Value, refusal });
        await work.PublishAsync(new DecisionApplied(
            work.Caisse, adopted.DecisionId, effect.Kind, service, refusal, work.Now));
    }
}
