using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Tests;

/// <summary>Rules that a decision sets.</summary>
public sealed class DecidedRulesTests(Fund fund) : IClassFixture<Fund>
{
    static readonly DateOnly From = new(2026, 1, 1);

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_decision_that_sets_a_rule_twice_is_told_so_and_the_first_one_holds(
        string kind, object rule)
    {
        var effect = new DecisionEffect(kind, JsonSerializer.Serialize(rule, CaisseJson.Events));
        var decision = new DecisionAdopted(
            Fund.Caisse, Guid.CreateVersion7(), 1000, [effect, effect], From, DateTimeOffset.UnixEpoch);

        await fund.Service.HearAsync(decision);

        var applied = (await fund.Service.PublishedAsync<DecisionApplied>())
            .Where(one => one.DecisionId == decision.DecisionId).Select(one => one.Refusal);
        Assert.Equal([null, $"Decision 1000 has applied {kind} already."], applied);
    }

    public static TheoryData<string, object> Rules => new()
    {
        { SetAllocationScheme.Kind, new SetAllocationScheme(10_000, 5_000) },
        { SetCategoryRates.Kind, new SetCategoryRates([new CategoryRate("wine", 30)]) },
        { SetPaymentRules.Kind, new SetPaymentRules(10_000) },
        { SetCarryOver.Kind, new SetCarryOver(SetCarryOver.Keep) },
    };
}
