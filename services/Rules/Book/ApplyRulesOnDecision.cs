using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Rules;

/// <summary>
/// Puts the rules of its service that a decision sets in force from their day on. Nothing else writes them.
/// </summary>
[Consumer("ApplyRulesOnDecision")]
public sealed class ApplyRulesOnDecision(RuleOwner owner) : IHandle<DecisionAdopted>
{
    /// <inheritdoc />
    public async Task HandleAsync(DecisionAdopted happened, Work work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(happened);
        ArgumentNullException.ThrowIfNull(work);
        foreach (var kind in EffectKinds.All.Where(kind => kind.IsRule && kind.Owner == owner.Service))
        {
            var effects = happened.Effects.Where(effect => effect.Kind == kind.Name).ToList();
            foreach (var (place, effect) in effects.Index())
            {
                if (place > 0)
                {
                    await SayAsync(AppliedAlready(happened, kind));
                }
                else if (await ApplyAsync(work, happened, kind, effect) is { } applied)
                {
                    await SayAsync(applied.Refusal);
                }

                Task SayAsync(string? refusal) =>
                    work.SayAppliedAsync(happened, effect, owner.Service, refusal);
            }
        }
    }

    /// <summary>
    /// What is to be said of it; null when it was put in force, and that was said, when the decision was
    /// first received.
    /// </summary>
    static async Task<Outcome?> ApplyAsync(
        Work work, DecisionAdopted adopted, EffectKind kind, DecisionEffect effect)
    {
        var (rule, refusal) = kind.Examine(effect);
        if (rule is null)
        {
            return new Outcome(refusal);
        }
        var row = new
        {
            work.Caisse,
            kind.Name,
            adopted.Number,
            adopted.DecisionId,
            adopted.InForceFrom,
            Value = JsonSerializer.Serialize(rule, kind.Shape, CaisseJson.Events),
        };
        if (await work.ExecuteAsync(Insert, row) == 1)
        {
            return new Outcome(null);
        }
        var kept = await work.OneAsync<KeptRow>(ReadKept, row);
        return kept.Says(adopted, kind, row.Value) ? null : new Outcome(AppliedAlready(adopted, kind));
    }

    static string AppliedAlready(DecisionAdopted adopted, EffectKind kind) =>
        $"Decision {adopted.Number} has applied {kind.Name} already.";

    sealed record Outcome(string? Refusal);

    const string Insert =
        """
        insert into rule_in_force (caisse_id, kind, decision_number, decision_id, in_force_from, value)
        values (@Caisse, @Name, @Number, @DecisionId, @InForceFrom, @Value::jsonb)
        on conflict do nothing
        """;

    const string ReadKept =
        """
        select decision_id, in_force_from, value::text from rule_in_force
        where caisse_id = @Caisse and kind = @Name and decision_number = @Number
        """;

    sealed record KeptRow(Guid DecisionId, DateOnly InForceFrom, string Value)
    {
        /// <summary>Compared as it is read now: what was kept before a shape grew has fewer fields.</summary>
        internal bool Says(DecisionAdopted adopted, EffectKind kind, string value) =>
            DecisionId == adopted.DecisionId && InForceFrom == adopted.InForceFrom
            && JsonSerializer.Serialize(
                kind.Read(Value, CaisseJson.Events), kind.Shape, CaisseJson.Events) == value;
    }
}

/// <summary>The service whose rules are applied here.</summary>
/// <param name="Service">Its name.</param>
public sealed record RuleOwner(string Service);

/// <summary>How a service comes to own rules.</summary>
public static class RuleOwning
{
    /// <summary>
    /// Keeps the rules whose owner is this service in its table <c>rule_in_force</c>, as decisions set them.
    /// </summary>
    public static ServiceRegistration OwnsRules(this ServiceRegistration service)
    {
        ArgumentNullException.ThrowIfNull(service);
        service.Services.AddSingleton(new RuleOwner(service.Name));
        return service.Handles<DecisionAdopted, ApplyRulesOnDecision>();
    }
}
