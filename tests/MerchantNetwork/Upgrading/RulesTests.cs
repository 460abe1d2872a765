using Caisse.Contracts.Governance;
using Caisse.Rules;
using Caisse.Support;
using Dapper;

namespace Caisse.MerchantNetwork.Tests.Upgrading;

/// <summary>A database of the release in which settlement terms had a table and a consumer of their own.</summary>
public sealed class RulesTests : IAsyncLifetime
{
    static readonly Guid Received = Guid.Parse("0197c0de-0000-7000-8000-000000000001");
    static readonly Guid Decision1 = Guid.Parse("0197c0de-0000-7000-8000-000000000011");

    static readonly string Decided =
        $"""
        insert into caisse (caisse_id, name, legal_name, iban, time_zone, founded_at) values
            ('rennes', 'Rennes', 'Association', 'FR7630006000011234567890189', 'Europe/Paris', '2026-01-01Z'),
            ('brest', 'Brest', 'Association', 'FR7630006000011234567890189', 'Europe/Paris', '2026-01-01Z');
        insert into messaging_topology (subscriptions) values ('of before');
        insert into settlement_terms (caisse_id, decision_id, decision_number, in_force_from, fee_basis_points)
        values
            ('rennes', '{Decision1}', 1, '2026-01-02', 200),
            ('rennes', gen_random_uuid(), 4, '2026-08-01', 0),
            ('rennes', gen_random_uuid(), 5, '2026-04-01', 150),
            ('rennes', gen_random_uuid(), 6, '2026-04-01', 175),
            ('brest', gen_random_uuid(), 1, '2026-12-01', 1000);
        insert into inbox (consumer, message_id) values
            ('SetSettlementTermsOnDecision', '{Received}'), ('ApplyAccreditationOnDecision', '{Received}');
        insert into heard_before_archive (consumer) values
            ('SetSettlementTermsOnDecision'), ('ApplyAccreditationOnDecision');
        """;

    RunningService<MerchantNetworkService> network = null!;

    public async Task InitializeAsync() => network = await RunningService<MerchantNetworkService>.UpgradeAsync(
        "0003",
        Decided + RulesOfBefore.Ask(
            SetSettlementTerms.Kind,
            """
            select decision_number as number, jsonb_build_object('feeBasisPoints', fee_basis_points) as value
            from settlement_terms
            where caisse_id = asked.caisse_id and in_force_from <= asked.day
            order by in_force_from desc, decision_number desc limit 1
            """));

    public async Task DisposeAsync() => await network.DisposeAsync();

    [Fact]
    public async Task The_terms_of_each_day_are_the_ones_that_they_were_and_no_decision_is_lost()
    {
        Assert.Equal(364 + 31, await network.SameAsBeforeAsync<MerchantNetworkService, SetSettlementTerms>());

        await using var owner = await network.Database.OpenConnectionAsync();
        Assert.Equal(
            ["brest set_settlement_terms 1", "rennes set_settlement_terms 1,4,5,6"],
            await owner.QueryAsync<string>(
                """
                select concat_ws(' ', caisse_id, kind, string_agg(decision_number::text, ',' order by decision_number))
                from rule_in_force group by caisse_id, kind order by 1
                """));
    }

    [Fact]
    public async Task What_was_received_before_is_not_applied_again_and_what_was_not_is_applied()
    {
        await using var owner = await network.Database.OpenConnectionAsync();
        Assert.Equal(
            ["ApplyAccreditationOnDecision", "ApplyRulesOnDecision", "SetSettlementTermsOnDecision"],
            await owner.QueryAsync<string>(
                "select consumer from inbox where message_id = @Received order by consumer", new { Received }));
        Assert.True(await owner.ExecuteScalarAsync<bool>(
            "select exists (select from heard_before_archive where consumer = 'ApplyRulesOnDecision')"));

        await network.HearAsync(Terms(Decision1, 1, "2026-01-02", 200));
        Assert.Empty(await network.PublishedAsync<DecisionApplied>());

        await network.HearAsync(Terms(Guid.CreateVersion7(), 7, "2026-09-01", 50));
        Assert.Null(Assert.Single(await network.PublishedAsync<DecisionApplied>()).Refusal);

        await network.HearAsync(Terms(Decision1, 1, "2026-01-02", 300));
        Assert.Equal(
            "Decision 1 has applied set_settlement_terms already.",
            (await network.PublishedAsync<DecisionApplied>())[^1].Refusal);
    }

    static DecisionAdopted Terms(Guid decisionId, int number, string from, int basisPoints) => new(
        "rennes", decisionId, number,
        [new DecisionEffect(SetSettlementTerms.Kind, $$"""{"feeBasisPoints": {{basisPoints}}}""")],
        DateOnly.Parse(from, null), DateTimeOffset.UnixEpoch);
}
