using System.Text.Json;
using Caisse.ServiceDefaults;
using Npgsql;

namespace Caisse.Rules;

/// <summary>
/// The rules of a caisse that this service owns, each from its day on. A later decision about the same day
/// takes the place of an earlier one. Only <see cref="ApplyRulesOnDecision"/> writes here.
/// </summary>
public static class RuleBook
{
    /// <summary>The rule in force on a day and the decision that set it, or null.</summary>
    public static async Task<RuleInForce<TRule>?> RuleOnAsync<TRule>(this Work work, DateOnly day)
        where TRule : class, IRule<TRule>
    {
        ArgumentNullException.ThrowIfNull(work);
        var row = await work.FindAsync<RuleRow>(
            $"{Select} and in_force_from <= @day {LatestFirst} limit 1",
            new { work.Caisse, TRule.Kind, day });
        return row?.To<TRule>();
    }

    /// <summary>The rule in force on a day, or what holds until one is decided.</summary>
    public static async Task<TRule> RuleOnAsync<TRule>(this Work work, DateOnly day, TRule untilDecided)
        where TRule : class, IRule<TRule> =>
        (await work.RuleOnAsync<TRule>(day))?.Rule ?? untilDecided;

    /// <summary>All that was decided about a rule.</summary>
    public static async Task<RuleHistory<TRule>> RuleHistoryAsync<TRule>(this Work work)
        where TRule : class, IRule<TRule>
    {
        ArgumentNullException.ThrowIfNull(work);
        var rows = await work.ListAsync<RuleRow>(
            $"{Select} {LatestFirst}", new { work.Caisse, TRule.Kind });
        return new([.. rows.Select(row => row.To<TRule>())]);
    }

    /// <summary>The same as a command, for those who read all they need in one round trip.</summary>
    public static NpgsqlBatchCommand HistoryOf<TRule>(string caisse) where TRule : class, IRule<TRule> =>
        new($"{SelectByPosition} {LatestFirst}")
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = caisse },
                new NpgsqlParameter<string> { TypedValue = TRule.Kind },
            },
        };

    /// <summary>What <see cref="HistoryOf"/> answered: the reader's current result.</summary>
    public static async Task<RuleHistory<TRule>> ReadHistoryAsync<TRule>(NpgsqlDataReader reader)
        where TRule : class, IRule<TRule>
    {
        ArgumentNullException.ThrowIfNull(reader);
        var rows = new List<RuleInForce<TRule>>();
        while (await reader.ReadAsync())
        {
            rows.Add(new RuleRow(
                reader.GetString(0), reader.GetGuid(1), reader.GetInt32(2),
                reader.GetFieldValue<DateOnly>(3)).To<TRule>());
        }
        return new(rows);
    }

    const string Columns =
        "select value::text, decision_id, decision_number, in_force_from from rule_in_force";

    const string Select = $"{Columns} where caisse_id = @Caisse and kind = @Kind";

    const string SelectByPosition = $"{Columns} where caisse_id = $1 and kind = $2";

    const string LatestFirst = "order by in_force_from desc, decision_number desc";

    sealed record RuleRow(string Value, Guid DecisionId, int DecisionNumber, DateOnly InForceFrom)
    {
        internal RuleInForce<TRule> To<TRule>() where TRule : class, IRule<TRule> => new(
            JsonSerializer.Deserialize<TRule>(Value, CaisseJson.Events)!, DecisionId, DecisionNumber,
            InForceFrom);
    }
}
