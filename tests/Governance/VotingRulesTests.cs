using System.Net;
using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.Governance.Tests;

/// <summary>
/// Voting rules that a decision sets: a vote follows those of the day on which it is opened, to its end.
/// </summary>
public sealed class VotingRulesTests(GovernanceFixture governance) : IClassFixture<GovernanceFixture>
{
    static readonly DateTimeOffset Opened = FoundedCaisse.Now;

    /// <summary>Two thirds of all votes cast, three quarters of the seats, two days.</summary>
    static readonly object Strict = Rule(new
    {
        bodyKind = "citizens_committee",
        mode = "qualified_majority",
        quorumPercent = 75,
        minimumHours = 48,
        share = new { numerator = 2, denominator = 3 },
        countsAbstentions = true,
    });

    [Fact]
    public async Task A_vote_opened_under_them_follows_them_and_one_that_was_open_keeps_what_it_had()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(12);
        var openBefore = await caisse.ProposeAsync(body);
        await caisse.OpenAsync(openBefore);
        await AdoptAsync(caisse, body, members, Strict);
        var openAfter = await caisse.ProposeAsync(body);
        var opened = await caisse.OpenAsync(openAfter);

        var rules = opened.GetProperty("rules");
        Assert.Equal("qualified_majority", rules.GetProperty("mode").GetString());
        Assert.Equal(75, rules.GetProperty("quorumPercent").GetInt32());
        Assert.Equal(2, rules.GetProperty("decisionNumber").GetInt32());
        Assert.Equal(Opened.AddHours(48), rules.GetProperty("closesNotBefore").GetDateTimeOffset());
        // 6 for, 3 against, 1 abstains, of 12: more than half, and 60 % of the ten who voted.
        await CastAsync(caisse, openBefore, members, 6, 3, 1);
        await CastAsync(caisse, openAfter, members, 6, 3, 1);

        Assert.Equal("adopted", (await caisse.CloseAsync(openBefore)).GetProperty("state").GetString());
        var outcome = await caisse.CloseAsync(openAfter, at: Opened.AddHours(48));
        Assert.Equal("rejected", outcome.GetProperty("state").GetString());
        Assert.Equal(75, outcome.GetProperty("quorumPercent").GetInt32());
        Assert.True(outcome.GetProperty("count").GetProperty("quorumReached").GetBoolean());
    }

    /// <summary>Of 12 seats, 75 % are 9.</summary>
    [Theory]
    [InlineData(6, 1, 2, "adopted")]
    [InlineData(7, 2, 0, "adopted")]
    [InlineData(6, 1, 3, "rejected")]
    [InlineData(5, 1, 3, "rejected")]
    [InlineData(8, 0, 0, "rejected")]
    public async Task Two_thirds_of_the_votes_and_three_quarters_of_the_seats_are_exact(
        int votesFor, int votesAgainst, int abstentions, string state)
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(12);
        await AdoptAsync(caisse, body, members, Strict);
        var proposal = await caisse.ProposeAsync(body);
        await caisse.OpenAsync(proposal);
        await CastAsync(caisse, proposal, members, votesFor, votesAgainst, abstentions);

        var outcome = await caisse.CloseAsync(proposal, at: Opened.AddHours(48));

        Assert.Equal(state, outcome.GetProperty("state").GetString());
        var tally = await caisse.Anyone.ReadAsync(caisse.At($"proposals/{proposal}/tally"));
        Assert.Equal(3, tally.GetProperty("rules").GetProperty("share").GetProperty("denominator").GetInt32());
    }

    [Fact]
    public async Task A_vote_is_not_closed_before_its_hours_are_over()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(1);
        await AdoptAsync(caisse, body, members, Strict);
        var proposal = await caisse.ProposeAsync(body);
        await caisse.OpenAsync(proposal);
        await caisse.VoteAsync(proposal, members[0]);

        var problem = await caisse.CloseAsync(
            proposal, HttpStatusCode.Conflict, Opened.AddHours(48).AddMilliseconds(-1));

        Assert.Equal("vote-open-too-briefly", problem.ProblemType());
        Assert.Equal(Opened.AddHours(48), problem.GetProperty("closesNotBefore").GetDateTimeOffset());
        // 12 March, 10:00 UTC, on the clocks of Paris.
        Assert.Contains("2026-03-12 11:00", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var read = await caisse.Anyone.ReadAsync(caisse.At($"proposals/{proposal}"));
        Assert.Equal("open", read.GetProperty("state").GetString());
        Assert.Equal(
            "adopted", (await caisse.CloseAsync(proposal, at: Opened.AddHours(48))).GetProperty("state").GetString());
    }

    [Fact]
    public async Task They_hold_from_their_day_on_and_for_the_kinds_of_body_that_they_name()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(1);
        await AdoptAsync(caisse, body, members, Strict, inForceFrom: "2026-03-11");
        var group = await caisse.CreateBodyAsync(seats: 1, quorumPercent: 20, kind: "working_group");
        await caisse.GiveMandateAsync(group, members[0]);

        var before = await OpenAtAsync(caisse, await caisse.ProposeAsync(body), Opened);
        var after = await OpenAtAsync(caisse, await caisse.ProposeAsync(body), Opened.AddDays(1));
        var ofGroup = await OpenAtAsync(caisse, await caisse.ProposeAsync(group), Opened.AddDays(1));

        Assert.Equal(("majority", 50, Opened), Summary(before));
        Assert.Equal(("qualified_majority", 75, Opened.AddDays(3)), Summary(after));
        Assert.Equal(("majority", 20, Opened.AddDays(1)), Summary(ofGroup));
    }

    [Fact]
    public async Task A_caisse_may_be_founded_with_them()
    {
        using var caisse = await governance.FoundAsync();
        await HearAsync(caisse, new(2026, 1, 2), 100, new SetVotingRules(
            [new BodyVotingRule(BodyKinds.CitizensCommittee, QuorumPercent: null, MinimumHours: 1)]));
        var (body, _) = await caisse.SeatCommitteeAsync(1, quorumPercent: 40);

        var opened = await caisse.OpenAsync(await caisse.ProposeAsync(body));

        Assert.Equal(("majority", 40, Opened.AddHours(1)), Summary(opened));
    }

    [Theory]
    [InlineData("""{"bodies": []}""", "bodies", "must hold 1 to 10 entries.")]
    [InlineData("""{"bodies": [null]}""", "bodies[0]", "must not be null.")]
    [InlineData("""{"bodies": [{"bodyKind": "town_hall"}]}""", "bodies[0].bodyKind", "must be one of citizens_committee")]
    [InlineData(
        """{"bodies": [{"bodyKind": "working_group"}, {"bodyKind": "working_group"}]}""", "bodies",
        "must name each kind of body once.")]
    [InlineData(
        """{"bodies": [{"bodyKind": "working_group", "mode": "consent"}]}""", "bodies[0].mode",
        "must be one of majority, qualified_majority.")]
    [InlineData(
        """{"bodies": [{"bodyKind": "working_group", "quorumPercent": 101}]}""", "bodies[0].quorumPercent",
        "must be from 0 to 100.")]
    [InlineData(
        """{"bodies": [{"bodyKind": "working_group", "minimumHours": -1}]}""", "bodies[0].minimumHours",
        "must be from 0 to 2160.")]
    [InlineData(
        """{"bodies": [{"bodyKind": "working_group", "minimumHours": 2161}]}""", "bodies[0].minimumHours",
        "must be from 0 to 2160.")]
    [InlineData(
        """{"bodies": [{"bodyKind": "working_group", "mode": "qualified_majority"}]}""", "bodies[0].share",
        "goes together with mode qualified_majority.")]
    [InlineData(
        """{"bodies": [{"bodyKind": "working_group", "share": {"numerator": 2, "denominator": 3}}]}""",
        "bodies[0].share", "goes together with mode qualified_majority.")]
    [InlineData(
        """
        {"bodies": [{"bodyKind": "working_group", "mode": "qualified_majority",
        "share": {"numerator": 1, "denominator": 2}}]}
        """, "bodies[0].share", "must be more than a half, and at most the whole.")]
    [InlineData(
        """
        {"bodies": [{"bodyKind": "working_group", "mode": "qualified_majority",
        "share": {"numerator": 3, "denominator": 2}}]}
        """, "bodies[0].share", "must be more than a half, and at most the whole.")]
    [InlineData(
        """
        {"bodies": [{"bodyKind": "working_group", "mode": "qualified_majority",
        "share": {"numerator": 200, "denominator": 300}}]}
        """, "bodies[0].share.numerator", "must be from 1 to 100.")]
    [InlineData("""{"bodies": [{"bodyKind": "working_group", "quorum": 50}]}""", "", "'quorum' is not known")]
    [InlineData("""{}""", "", "Missing required properties")]
    public async Task What_makes_no_sense_is_refused_with_every_reason_and_proposes_nothing(
        string value, string field, string reason)
    {
        using var caisse = await governance.FoundAsync();
        var (body, _) = await caisse.SeatCommitteeAsync(1);
        var effect = new { kind = SetVotingRules.Kind, value = JsonSerializer.Deserialize<JsonElement>(value) };

        var problem = await caisse.Coordinator.PostAsync(
            caisse.At("proposals"),
            new { bodyId = body, title = "Votes", text = "x", inForceFrom = "2026-04-01", effect },
            HttpStatusCode.BadRequest, at: Opened);

        var errors = problem.GetProperty("errors").EnumerateObject()
            .ToDictionary(error => error.Name, error => error.Value.ToString());
        var named = field.Length == 0 ? "effect.value" : $"effect.value.{field}";
        Assert.Contains(reason, Assert.Contains(named, errors), StringComparison.Ordinal);
        var list = await caisse.Anyone.ReadAsync(caisse.At("proposals"));
        Assert.Equal(0, list.GetProperty("items").GetArrayLength());
    }

    static object Rule(params object[] bodies) => new { kind = SetVotingRules.Kind, value = new { bodies } };

    static (string? Mode, int Quorum, DateTimeOffset ClosesNotBefore) Summary(JsonElement opened)
    {
        var rules = opened.GetProperty("rules");
        return (
            rules.GetProperty("mode").GetString(), rules.GetProperty("quorumPercent").GetInt32(),
            rules.GetProperty("closesNotBefore").GetDateTimeOffset());
    }

    static Task<JsonElement> OpenAtAsync(FoundedCaisse caisse, Guid proposal, DateTimeOffset at) =>
        caisse.Coordinator.PostAsync(
            caisse.At($"proposals/{proposal}/opening"), null, HttpStatusCode.OK, at: at);

    /// <summary>The committee adopts it, and the rules are in force once governance has said so.</summary>
    async Task AdoptAsync(
        FoundedCaisse caisse, Guid body, Guid[] members, object effect, string inForceFrom = "2026-03-10")
    {
        var proposal = await caisse.ProposeAsync(body, effect, inForceFrom);
        await caisse.OpenAsync(proposal);
        await Task.WhenAll(members.Select(member => caisse.VoteAsync(proposal, member)));
        var outcome = await caisse.CloseAsync(proposal);
        var decision = outcome.GetProperty("decisionId").GetGuid();
        var applied = await governance.Service.ShouldPublishAsync<DecisionApplied>(
            one => one.DecisionId == decision);
        Assert.Equal(("governance", null), (applied.Service, applied.Refusal));
    }

    async Task HearAsync(FoundedCaisse caisse, DateOnly from, int number, SetVotingRules rules) =>
        await governance.Service.HearAsync(new DecisionAdopted(
            caisse.Slug, Guid.CreateVersion7(), number,
            [new DecisionEffect(SetVotingRules.Kind, JsonSerializer.Serialize(rules, CaisseJson.Events))], from,
            Opened));

    static async Task CastAsync(
        FoundedCaisse caisse, Guid proposal, Guid[] members, int votesFor, int votesAgainst, int abstentions)
    {
        var choices = Enumerable.Repeat("for", votesFor).Concat(Enumerable.Repeat("against", votesAgainst))
            .Concat(Enumerable.Repeat("abstain", abstentions));
        await Task.WhenAll(
            members.Zip(choices, (member, choice) => caisse.VoteAsync(proposal, member, choice)));
    }
}
