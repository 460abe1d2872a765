using System.Text.Json;
using Caisse.Contracts.Governance.Effects;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Carrying;

/// <summary>The rules of carry-over that were decided, each from its date on.</summary>
sealed class CarryOverRules
{
    readonly IReadOnlyList<(DateOnly From, SetCarryOver Rule)> latestFirst;

    CarryOverRules(IReadOnlyList<(DateOnly, SetCarryOver)> latestFirst) => this.latestFirst = latestFirst;

    /// <summary>While nothing is decided, nothing expires.</summary>
    internal bool AreNone => latestFirst.Count == 0;

    /// <summary>The rule in force on a day, or null.</summary>
    internal SetCarryOver? On(DateOnly day) => latestFirst.FirstOrDefault(rule => rule.From <= day).Rule;

    internal static async Task<CarryOverRules> ReadAsync(Work work) => new(
        [.. (await work.ListAsync<RuleRow>(Read, new { work.Caisse })).Select(row => (
            row.InForceFrom, JsonSerializer.Deserialize<SetCarryOver>(row.Rule, CaisseJson.Events)!))]);

    sealed record RuleRow(DateOnly InForceFrom, string Rule);

    const string Read =
        """
        select in_force_from, rule::text from carry_over where caisse_id = @Caisse
        order by in_force_from desc, number desc
        """;
}
