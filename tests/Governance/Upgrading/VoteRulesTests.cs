using System.Net;
using Caisse.Support;

namespace Caisse.Governance.Tests.Upgrading;

/// <summary>
/// A database of the release in which every vote was by majority, under its body's quorum: one vote is open,
/// one was closed, and a proposal is a draft.
/// </summary>
public sealed class VoteRulesTests : IAsyncLifetime
{
    const string Root = "/v1/caisses/rennes/proposals/0197c0de-0000-7000-8000-00000000003";
    const string OpenVote = $"{Root}1";
    const string ClosedVote = $"{Root}2";
    const string Draft = $"{Root}3";

    const string Written =
        """
        insert into caisse (caisse_id, name, legal_name, iban, time_zone, founded_at) values
            ('rennes', 'Rennes', 'Association', 'FR7630006000011234567890189', 'Europe/Paris', '2026-01-01Z');
        insert into body (
            caisse_id, body_id, kind, name, seats, term_months, quorum_percent, decision_mode, created_at)
        values (
            'rennes', '0197c0de-0000-7000-8000-000000000010', 'citizens_committee', 'Comité', 3, 12, 60, 'majority',
            '2026-01-02Z');
        insert into known_member (caisse_id, member_id)
        select 'rennes', format('0197c0de-0000-7000-8000-0000000001%s', lpad(n::text, 2, '0'))::uuid
        from generate_series(1, 3) as n;
        insert into mandate (
            caisse_id, mandate_id, body_id, member_id, origin, first_day, last_day, given_at)
        select 'rennes', format('0197c0de-0000-7000-8000-0000000002%s', lpad(n::text, 2, '0'))::uuid,
            '0197c0de-0000-7000-8000-000000000010',
            format('0197c0de-0000-7000-8000-0000000001%s', lpad(n::text, 2, '0'))::uuid, 'election', '2026-01-01',
            '2026-12-31', '2026-01-02Z'
        from generate_series(1, 3) as n;
        insert into proposal (
            caisse_id, proposal_id, body_id, title, text, effect_kind, in_force_from, state, submitted_at, opened_at,
            closed_at)
        values
            ('rennes', '0197c0de-0000-7000-8000-000000000031', '0197c0de-0000-7000-8000-000000000010', 'A', 'A',
                'none', '2026-04-01', 'open', '2026-03-01Z', '2026-03-10 09:00Z', null),
            ('rennes', '0197c0de-0000-7000-8000-000000000032', '0197c0de-0000-7000-8000-000000000010', 'B', 'B',
                'none', '2026-04-01', 'rejected', '2026-03-01Z', '2026-03-02 09:00Z', '2026-03-03 09:00Z'),
            ('rennes', '0197c0de-0000-7000-8000-000000000033', '0197c0de-0000-7000-8000-000000000010', 'C', 'C',
                'none', '2026-04-01', 'draft', '2026-03-01Z', null, null);
        insert into electorate (caisse_id, proposal_id, mandate_id, member_id)
        select 'rennes', proposal_id, mandate_id, member_id from proposal, mandate where state <> 'draft';
        insert into ballot (caisse_id, proposal_id, mandate_id, choice, cast_at)
        select 'rennes', '0197c0de-0000-7000-8000-000000000031', mandate_id, 'for', '2026-03-10 10:00Z'
        from mandate order by mandate_id limit 2;
        insert into ballot (caisse_id, proposal_id, mandate_id, choice, cast_at)
        select 'rennes', '0197c0de-0000-7000-8000-000000000032', mandate_id, 'for', '2026-03-02 10:00Z'
        from mandate order by mandate_id limit 1;
        """;

    RunningService<GovernanceService> governance = null!;

    public async Task InitializeAsync() =>
        governance = await RunningService<GovernanceService>.UpgradeAsync("0005", Written);

    public async Task DisposeAsync() => await governance.DisposeAsync();

    [Fact]
    public async Task A_vote_that_was_open_is_closed_when_and_as_it_would_have_been()
    {
        using var coordinator = governance.Client("rennes:coordinator");

        var outcome = await coordinator.PostAsync(
            $"{OpenVote}/closing", null, HttpStatusCode.OK, at: new(2026, 3, 10, 11, 0, 0, TimeSpan.Zero));

        Assert.Equal("adopted", outcome.GetProperty("state").GetString());
        Assert.Equal(60, outcome.GetProperty("quorumPercent").GetInt32());
        Assert.Equal("majority", outcome.GetProperty("rules").GetProperty("mode").GetString());
    }

    [Fact]
    public async Task The_count_of_a_vote_that_was_closed_says_what_it_said()
    {
        using var anyone = governance.Client();

        var tally = await anyone.ReadAsync($"{ClosedVote}/tally");

        Assert.Equal(60, tally.GetProperty("quorumPercent").GetInt32());
        Assert.False(tally.GetProperty("count").GetProperty("quorumReached").GetBoolean());
        Assert.Equal(1, tally.GetProperty("count").GetProperty("for").GetInt32());
    }

    [Fact]
    public async Task A_draft_is_opened_under_the_rules_of_the_day()
    {
        using var coordinator = governance.Client("rennes:coordinator");

        var opened = await coordinator.PostAsync(
            $"{Draft}/opening", null, HttpStatusCode.OK, at: new(2026, 3, 10, 11, 0, 0, TimeSpan.Zero));

        Assert.Equal(3, opened.GetProperty("electorate").GetInt32());
        Assert.Equal(60, opened.GetProperty("rules").GetProperty("quorumPercent").GetInt32());
    }
}
