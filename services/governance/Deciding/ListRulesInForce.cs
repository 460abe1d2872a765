using System.Text.Json;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Deciding;

/// <summary>
/// Shows anyone the rules of a caisse on a day: each in words, in French and in English, as it was decided,
/// and by which decision. What its owner refused to apply is not among them.
/// </summary>
static class ListRulesInForce
{
    internal sealed record RuleAnswer(
        string Kind, Sentence Title, IReadOnlyList<Sentence> InWords, JsonElement Value, int DecisionNumber,
        Guid DecisionId, DateOnly InForceFrom);

    internal sealed record RulesAnswer(DateOnly On, IReadOnlyList<RuleAnswer> Items);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/rules", HandleAsync)
            .Describe(
                nameof(ListRulesInForce),
                "The rules in force on a day, in words and as decided; without a day, today's.")
            .AllowAnonymous();

    static async Task<Answer<RulesAnswer>> HandleAsync(
        DateOnly? on, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var day = on ?? work.Today;
        var rules = EffectKinds.All.Where(kind => kind.IsRule).ToDictionary(kind => kind.Name);
        var rows = await work.ListAsync<RuleRow>(
            Read, new { work.Caisse, day, Kinds = rules.Keys.ToArray() });
        return new RulesAnswer(day, [.. rows.Select(row => row.ToAnswer())]);
    }

    const string Read =
        """
        select distinct on (kind) kind, value::text, number, decision.decision_id, in_force_from
        from decision
        cross join lateral jsonb_to_recordset(effects) as effect (kind text, value jsonb)
        where caisse_id = @Caisse and in_force_from <= @day and kind = any(@Kinds)
            and not exists (
                select from decision_application as applied
                where applied.caisse_id = decision.caisse_id
                    and applied.decision_id = decision.decision_id and effect_kind = kind
                    and refusal is not null)
        order by kind, in_force_from desc, number desc
        """;

    sealed record RuleRow(string Kind, string Value, int Number, Guid DecisionId, DateOnly InForceFrom)
    {
        internal RuleAnswer ToAnswer()
        {
            var value = JsonSerializer.Deserialize<JsonElement>(Value, CaisseJson.Events);
            var effect = EffectAnswer.Of(new EffectRequest(Kind, value));
            return new(Kind, effect.Title!, effect.InWords, value, Number, DecisionId, InForceFrom);
        }
    }
}
