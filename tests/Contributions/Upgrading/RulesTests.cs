using Caisse.Contracts.Governance;
using Caisse.Rules;
using Caisse.Support;
using Dapper;

namespace Caisse.Contributions.Tests.Upgrading;

/// <summary>
/// A database of the release in which each rule had a table and a consumer of its own, with messages that
/// both consumers had received, that one had, and that neither had.
/// </summary>
public sealed class RulesTests : IAsyncLifetime
{
    static readonly Guid HeardByBoth = Guid.Parse("0197c0de-0000-7000-8000-000000000001");
    static readonly Guid HeardByOne = Guid.Parse("0197c0de-0000-7000-8000-000000000002");
    static readonly Guid HeardByNeither = Guid.Parse("0197c0de-0000-7000-8000-000000000003");

    static readonly Guid Decision1 = Guid.Parse("0197c0de-0000-7000-8000-000000000011");
    static readonly Guid Decision2 = Guid.Parse("0197c0de-0000-7000-8000-000000000012");

    static readonly string Decided =
        $"""
        insert into caisse (caisse_id, name, legal_name, iban, time_zone, founded_at) values
            ('gironde', 'Gironde', 'Association', 'FR7630006000011234567890189', 'Europe/Paris', '2026-01-01Z'),
            ('brest', 'Brest', 'Association', 'FR7630006000011234567890189', 'Europe/Paris', '2026-01-01Z');
        insert into messaging_topology (subscriptions) values ('of before');
        insert into contribution_scheme (
            caisse_id, decision_number, decision_id, in_force_from, minimum_first_person_cents,
            minimum_further_person_cents) values
            ('gironde', 1, '{Decision1}', '2026-01-02', 1000, 500),
            ('gironde', 2, '{Decision2}', '2026-10-01', 1200, 600),
            ('gironde', 3, gen_random_uuid(), '2026-05-01', 800, 0),
            ('brest', 1, gen_random_uuid(), '2026-12-31', 0, 0);
        insert into backing_ratio (caisse_id, decision_number, decision_id, in_force_from, percent) values
            ('gironde', 1, '{Decision1}', '2026-01-02', 100),
            ('gironde', 4, gen_random_uuid(), '2026-03-01', 50),
            ('gironde', 5, gen_random_uuid(), '2026-03-01', 75);
        insert into inbox (consumer, message_id) values
            ('ApplyContributionSchemeOnDecision', '{HeardByBoth}'),
            ('ApplyBackingRatioOnDecision', '{HeardByBoth}'),
            ('ApplyContributionSchemeOnDecision', '{HeardByOne}');
        insert into heard_before_archive (consumer) values
            ('ApplyContributionSchemeOnDecision'), ('ApplyBackingRatioOnDecision');
        """;

    RunningService<ContributionsService> contributions = null!;

    public async Task InitializeAsync() =>
        contributions = await RunningService<ContributionsService>.UpgradeAsync(
            "0009",
            Decided
            + RulesOfBefore.Ask(
                SetContributionScheme.Kind,
                """
                select decision_number as number, jsonb_build_object(
                    'minimumFirstPersonCents', minimum_first_person_cents,
                    'minimumFurtherPersonCents', minimum_further_person_cents) as value
                from contribution_scheme
                where caisse_id = asked.caisse_id and in_force_from <= asked.day
                order by in_force_from desc, decision_number desc limit 1
                """)
            + RulesOfBefore.Ask(
                SetBackingRatio.Kind,
                """
                select decision_number as number, jsonb_build_object('percent', percent) as value
                from backing_ratio
                where caisse_id = asked.caisse_id and in_force_from <= asked.day
                order by in_force_from desc, decision_number desc limit 1
                """));

    public async Task DisposeAsync() => await contributions.DisposeAsync();

    [Fact]
    public async Task Each_rule_of_each_day_is_the_one_that_it_was()
    {
        Assert.Equal(
            364 + 1, await contributions.SameAsBeforeAsync<ContributionsService, SetContributionScheme>());
        Assert.Equal(364, await contributions.SameAsBeforeAsync<ContributionsService, SetBackingRatio>());
        Assert.Equal(
            [
                "brest set_contribution_scheme 1", "gironde set_backing_ratio 1,4,5",
                "gironde set_contribution_scheme 1,2,3",
            ],
            await KeptAsync());
    }

    [Fact]
    public async Task A_decision_is_not_applied_a_second_time_whoever_had_received_it()
    {
        await ReceiveAsync(HeardByBoth, Decision1, 1, "2026-01-02", Scheme(1000, 500), Ratio(100));
        await ReceiveAsync(HeardByNeither, Decision1, 1, "2026-01-02", Scheme(1000, 500), Ratio(100));

        Assert.Empty(await contributions.PublishedAsync<DecisionApplied>());
        Assert.Equal(7, await CountAsync());
    }

    [Fact]
    public async Task What_only_one_of_the_two_consumers_had_received_is_applied_for_the_other()
    {
        await ReceiveAsync(HeardByOne, Decision2, 2, "2026-10-01", Scheme(1200, 600), Ratio(60));

        var applied = Assert.Single(await contributions.PublishedAsync<DecisionApplied>());
        Assert.Equal((SetBackingRatio.Kind, null), (applied.EffectKind, applied.Refusal));
        Assert.Equal(8, await CountAsync());
    }

    [Fact]
    public async Task A_decision_that_waited_in_the_queue_during_the_upgrade_is_applied()
    {
        await ReceiveAsync(HeardByNeither, Guid.CreateVersion7(), 6, "2026-11-01", Ratio(90));

        var applied = Assert.Single(await contributions.PublishedAsync<DecisionApplied>());
        Assert.Equal((SetBackingRatio.Kind, null), (applied.EffectKind, applied.Refusal));
        Assert.Equal(8, await CountAsync());
    }

    [Fact]
    public async Task Rebuilt_decisions_are_passed_over_as_before()
    {
        await using var owner = await contributions.Database.OpenConnectionAsync();
        Assert.True(await owner.ExecuteScalarAsync<bool>(
            "select exists (select from heard_before_archive where consumer = 'ApplyRulesOnDecision')"));
    }

    static DecisionEffect Scheme(int first, int further) => new(
        SetContributionScheme.Kind,
        $$"""{"minimumFirstPersonCents": {{first}}, "minimumFurtherPersonCents": {{further}}}""");

    static DecisionEffect Ratio(int percent) =>
        new(SetBackingRatio.Kind, $$"""{"percent": {{percent}}}""");

    async Task ReceiveAsync(
        Guid messageId, Guid decisionId, int number, string from, params DecisionEffect[] effects)
    {
        await contributions.Bus.PublishAsync(
            new DecisionAdopted(
                "gironde", decisionId, number, effects, DateOnly.Parse(from, null), DateTimeOffset.UnixEpoch),
            messageId);
        // The queue is worked off in no order, so a message is waited for by its own entry.
        var marker = new DecisionAdopted(
            "gironde", Guid.CreateVersion7(), 1000, [], new DateOnly(2026, 1, 1), DateTimeOffset.UnixEpoch);
        await contributions.HearAsync(marker);
        await Eventually.TrueAsync("the message is received", async () =>
        {
            await using var owner = await contributions.Database.OpenConnectionAsync();
            return await owner.ExecuteScalarAsync<bool>(
                """
                select exists (
                    select from inbox where consumer = 'ApplyRulesOnDecision' and message_id = @messageId)
                """, new { messageId });
        });
    }

    async Task<IReadOnlyList<string>> KeptAsync()
    {
        await using var owner = await contributions.Database.OpenConnectionAsync();
        return (await owner.QueryAsync<string>(
            """
            select concat_ws(' ', caisse_id, kind, string_agg(decision_number::text, ',' order by decision_number))
            from rule_in_force group by caisse_id, kind order by 1
            """)).AsList();
    }

    async Task<int> CountAsync()
    {
        await using var owner = await contributions.Database.OpenConnectionAsync();
        return await owner.ExecuteScalarAsync<int>("select count(*) from rule_in_force");
    }
}
