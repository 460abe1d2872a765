using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Deciding;

/// <summary>
/// Gives a decision the next number of the caisse's register and tells the owners of the rules.
/// </summary>
static class RecordDecision
{
    /// <summary>A decision that was taken; <c>ProposalId</c> is null for the founding one.</summary>
    internal sealed record Taken(
        Guid DecisionId, Guid BodyId, Guid? ProposalId, string Title, string Text,
        IReadOnlyList<DecisionEffect> Effects, DateOnly AdoptedOn, DateOnly InForceFrom,
        DateTimeOffset AdoptedAt);

    /// <summary>
    /// The number. The counter stays locked until the commit, so a number is never skipped nor given twice.
    /// </summary>
    internal static async Task<int> RecordAsync(Work work, Taken taken)
    {
        var number = await work.OneAsync<int>(NextNumber, new { work.Caisse });
        var effects = taken.Effects.Where(effect => effect.Kind != EffectKinds.None).ToList();
        await work.ExecuteAsync(InsertDecision, new
        {
            work.Caisse,
            number,
            taken.DecisionId,
            taken.BodyId,
            taken.ProposalId,
            taken.Title,
            taken.Text,
            Effects = JsonSerializer.Serialize(effects.ConvertAll(ToRegister), CaisseJson.Events),
            taken.AdoptedOn,
            taken.InForceFrom,
            taken.AdoptedAt,
        });
        await work.PublishAsync(
            new DecisionAdopted(
                work.Caisse, taken.DecisionId, number, effects, taken.InForceFrom, taken.AdoptedAt));
        await work.AuditAsync(
            "decision.adopted", taken.DecisionId, null, new { number, taken.ProposalId, taken.InForceFrom });
        return number;
    }

    static EffectRequest ToRegister(DecisionEffect effect) =>
        new(effect.Kind, JsonSerializer.Deserialize<JsonElement>(effect.Value, CaisseJson.Events));

    const string NextNumber =
        """
        insert into decision_counter (caisse_id, last_number) values (@Caisse, 1)
        on conflict (caisse_id) do update set last_number = decision_counter.last_number + 1
        returning last_number
        """;

    const string InsertDecision =
        """
        insert into decision (
            caisse_id, number, decision_id, body_id, proposal_id, title, text, effects, adopted_on,
            in_force_from, adopted_at)
        values (
            @Caisse, @number, @DecisionId, @BodyId, @ProposalId, @Title, @Text, @Effects::jsonb, @AdoptedOn,
            @InForceFrom, @AdoptedAt)
        """;
}
