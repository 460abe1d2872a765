using Caisse.Contracts.Governance;
using Caisse.Rules;
using Caisse.Support;
using Dapper;

namespace Caisse.Wallet.Tests.Upgrading;

/// <summary>A database of the release in which each rule had a table of its own.</summary>
public sealed class RulesTests : IAsyncLifetime
{
    /// <summary>
    /// Decided in one order and in force in another, two about the same day, and another caisse with the same
    /// numbers.
    /// </summary>
    const string Decided =
        """
        insert into caisse (caisse_id, name, legal_name, iban, time_zone, founded_at) values
            ('nantes', 'Nantes', 'Association', 'FR7630006000011234567890189', 'Europe/Paris', '2026-01-01Z'),
            ('brest', 'Brest', 'Association', 'FR7630006000011234567890189', 'Europe/Paris', '2026-01-01Z');
        insert into messaging_topology (subscriptions) values ('of before');
        insert into allocation_scheme (caisse_id, number, decision_id, in_force_from, scheme) values
            ('nantes', 1, gen_random_uuid(), '2026-01-02', '{"firstPersonCents": 10000, "furtherPersonCents": 5000}'),
            ('nantes', 2, gen_random_uuid(), '2026-09-01', '{"firstPersonCents": 15000, "furtherPersonCents": 7500}'),
            ('nantes', 3, gen_random_uuid(), '2026-04-01', '{"firstPersonCents": 12000, "furtherPersonCents": 6000, "childCents": 4000, "childUnderAge": 14, "basis": "composition", "ageBands": null, "multiplierPercent": null, "floorCents": null, "capCents": 30000, "requires": "paid", "minimumContributionCents": 100}'),
            ('brest', 1, gen_random_uuid(), '2026-02-01', '{"firstPersonCents": 1, "furtherPersonCents": 0}');
        insert into category_rates (caisse_id, number, decision_id, in_force_from, rates) values
            ('nantes', 1, gen_random_uuid(), '2026-01-02', '{"rates": [{"category": "wine", "percent": 0}]}'),
            ('nantes', 4, gen_random_uuid(), '2026-06-01', '{"rates": [{"category": "wine", "percent": 30}]}'),
            ('nantes', 5, gen_random_uuid(), '2026-06-01', '{"rates": []}');
        insert into payment_rules (caisse_id, number, decision_id, in_force_from, rules) values
            ('nantes', 6, gen_random_uuid(), '2026-05-01', '{"largestPaymentCents": 8000, "holdMinutes": 60}'),
            ('nantes', 7, gen_random_uuid(), '2026-03-01', '{"pinAboveCents": 2000, "secondPersonAboveCents": 5000}');
        insert into carry_over (caisse_id, number, decision_id, in_force_from, rule) values
            ('nantes', 8, gen_random_uuid(), '2026-07-14', '{"mode": "expire", "months": 6, "departedMonths": null}'),
            ('nantes', 9, gen_random_uuid(), '2026-07-14', '{"mode": "keep", "months": null, "departedMonths": 2}'),
            ('brest', 2, gen_random_uuid(), '2026-12-31', '{"mode": "cap", "months": 1, "departedMonths": 0}');
        """;

    RunningService<WalletService> wallet = null!;

    public async Task InitializeAsync() => wallet = await RunningService<WalletService>.UpgradeAsync(
        "0017",
        Decided
        + Ask(SetAllocationScheme.Kind, "allocation_scheme", "scheme")
        + Ask(SetCategoryRates.Kind, "category_rates", "rates")
        + Ask(SetPaymentRules.Kind, "payment_rules", "rules")
        + Ask(SetCarryOver.Kind, "carry_over", "rule"));

    public async Task DisposeAsync() => await wallet.DisposeAsync();

    static string Ask(string kind, string table, string column) => RulesOfBefore.Ask(
        kind,
        $"""
        select number, {column} as value from {table}
        where caisse_id = asked.caisse_id and in_force_from <= asked.day
        order by in_force_from desc, number desc limit 1
        """);

    [Fact]
    public async Task Each_rule_of_each_day_is_the_one_that_it_was()
    {
        // Days with a rule: from 2 January, and from 1 February in the other caisse.
        Assert.Equal(364 + 334, await wallet.SameAsBeforeAsync<WalletService, SetAllocationScheme>());
        Assert.Equal(364, await wallet.SameAsBeforeAsync<WalletService, SetCategoryRates>());
        Assert.Equal(306, await wallet.SameAsBeforeAsync<WalletService, SetPaymentRules>());
        Assert.Equal(171 + 1, await wallet.SameAsBeforeAsync<WalletService, SetCarryOver>());
    }

    [Fact]
    public async Task No_decision_is_lost_also_where_a_later_one_took_its_place()
    {
        await using var owner = await wallet.Database.OpenConnectionAsync();
        Assert.Equal(
            [
                "brest set_allocation_scheme 1", "brest set_carry_over 2", "nantes set_allocation_scheme 1,2,3",
                "nantes set_carry_over 8,9", "nantes set_category_rates 1,4,5", "nantes set_payment_rules 6,7",
            ],
            await owner.QueryAsync<string>(
                """
                select concat_ws(' ', caisse_id, kind, string_agg(decision_number::text, ',' order by decision_number))
                from rule_in_force group by caisse_id, kind order by 1
                """));
        Assert.Equal(
            0, await owner.ExecuteScalarAsync<int>(
                """
                select count(*) from pg_tables
                where tablename in ('allocation_scheme', 'category_rates', 'payment_rules', 'carry_over')
                """));
    }

    [Fact]
    public async Task A_rule_that_is_decided_afterwards_is_read_by_whoever_keeps_rules_in_memory()
    {
        var before = await VersionAsync();

        await wallet.HearAsync(new DecisionAdopted(
            "nantes", Guid.CreateVersion7(), 10,
            [new DecisionEffect(SetPaymentRules.Kind, """{"largestPaymentCents": 100}""")],
            new DateOnly(2026, 8, 1), DateTimeOffset.UnixEpoch));

        Assert.Equal(before + 1, await VersionAsync());
    }

    async Task<long> VersionAsync()
    {
        await using var owner = await wallet.Database.OpenConnectionAsync();
        return await owner.ExecuteScalarAsync<long>(
            "select coalesce(max(version), 0) from payment_facts where caisse_id = 'nantes'");
    }
}
