using System.Text.Json;
using Caisse.Contracts.Governance.Effects;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Paying;

/// <summary>The payment rules of a day.</summary>
static class PaymentRulesInForce
{
    /// <summary>The rules in force, or rules that limit and offer nothing when none were decided.</summary>
    internal static async Task<SetPaymentRules> ReadAsync(Work work, DateOnly day) =>
        await work.FindAsync<string>(Read, new { work.Caisse, day }) is { } rules
            ? JsonSerializer.Deserialize<SetPaymentRules>(rules, CaisseJson.Events)!
            : new SetPaymentRules();

    const string Read =
        """
        select rules::text from payment_rules where caisse_id = @Caisse and in_force_from <= @day
        order by in_force_from desc, number desc limit 1
        """;
}
