using System.Net;
using System.Text.Json;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.Governance.Tests;

public sealed class VotingTests(GovernanceFixture governance) : IClassFixture<GovernanceFixture>
{
    [Fact]
    public async Task A_vote_of_61_adopts_and_is_published_once_even_when_it_is_closed_ten_times_at_once()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(61);
        var proposal = await caisse.ProposeAsync(body, FoundedCaisse.Allocation);
        Assert.Equal(61, (await caisse.OpenAsync(proposal)).GetProperty("electorate").GetInt32());
        await Task.WhenAll(members.Select((member, index) =>
            caisse.VoteAsync(proposal, member, index < 35 ? "for" : index < 55 ? "against" : "abstain")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => caisse.Coordinator.SendJsonAsync(
            HttpMethod.Post, caisse.At($"proposals/{proposal}/closing"), at: FoundedCaisse.Now)));

        var outcome = await Assert.Single(answers, answer => answer.IsSuccessStatusCode)
            .ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal("adopted", outcome.GetProperty("state").GetString());
        Assert.Equal(2, outcome.GetProperty("decisionNumber").GetInt32());
        foreach (var refused in answers.Where(answer => !answer.IsSuccessStatusCode))
        {
            var problem = await refused.ShouldBeAsync(HttpStatusCode.Conflict);
            Assert.Equal("already-closed", problem.ProblemType());
            Assert.Equal(outcome.GetProperty("decisionId").GetGuid(),
                problem.GetProperty("outcome").GetProperty("decisionId").GetGuid());
        }
        var adopted = Assert.Single(await caisse.AdoptedAsync(), adopted => adopted.Number > 1);
        Assert.Equal((2, new DateOnly(2026, 4, 1)), (adopted.Number, adopted.InForceFrom));
        var effect = Assert.Single(adopted.Effects);
        Assert.Equal(SetAllocationScheme.Kind, effect.Kind);
        Assert.Contains("15000", effect.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voter_alone_reads_which_of_their_ballots_counts_and_what_waits_for_them()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(3);
        var proposal = await caisse.ProposeAsync(body);
        var draft = await caisse.ProposeAsync(body);
        await caisse.OpenAsync(proposal);
        await caisse.VoteAsync(proposal, members[0], "against");
        await caisse.VoteAsync(proposal, members[0], "for");
        using var voter = caisse.Member(members[0]);
        using var silent = caisse.Member(members[1]);
        using var outsider = caisse.Member(Guid.CreateVersion7());

        var own = await voter.ReadAsync(caisse.At($"proposals/{proposal}/ballots/mine"));
        Assert.Equal("for", own.GetProperty("choice").GetString());
        var none = await silent.ReadAsync(caisse.At($"proposals/{proposal}/ballots/mine"));
        Assert.True(none.GetProperty("mayVote").GetBoolean());
        Assert.Equal(JsonValueKind.Null, none.GetProperty("choice").ValueKind);
        var other = await outsider.ReadAsync(caisse.At($"proposals/{proposal}/ballots/mine"));
        Assert.False(other.GetProperty("mayVote").GetBoolean());

        var open = Assert.Single((await voter.ReadAsync(caisse.At("proposals?state=open")))
            .GetProperty("items").EnumerateArray());
        Assert.Equal(
            (proposal, "for"), (open.Id(), open.GetProperty("myChoice").GetString()));
        var everyone = (await caisse.Anyone.ReadAsync(caisse.At("proposals"))).GetProperty("items");
        Assert.Equal([proposal, draft], everyone.EnumerateArray().Select(one => one.Id()));
        Assert.All(everyone.EnumerateArray(), one =>
        {
            Assert.False(one.GetProperty("mayVote").GetBoolean());
            Assert.Equal(JsonValueKind.Null, one.GetProperty("myChoice").ValueKind);
        });
        await caisse.Anyone.ReadAsync(caisse.At("proposals?state=lost"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_tally_says_only_how_many_have_voted_until_it_is_closed_and_then_shows_the_roll()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(3);
        var proposal = await caisse.ProposeAsync(body);
        await caisse.OpenAsync(proposal);
        await caisse.VoteAsync(proposal, members[0], "against");
        await caisse.VoteAsync(proposal, members[0], "for");
        await caisse.VoteAsync(proposal, members[1], "abstain");

        var before = await caisse.Anyone.ReadAsync(caisse.At($"proposals/{proposal}/tally"));
        Assert.Equal(
            (3, 2), (before.GetProperty("electorate").GetInt32(), before.GetProperty("cast").GetInt32()));
        Assert.Equal(JsonValueKind.Null, before.GetProperty("count").ValueKind);
        Assert.Equal(JsonValueKind.Null, before.GetProperty("roll").ValueKind);

        await caisse.CloseAsync(proposal);
        var after = await caisse.Anyone.ReadAsync(caisse.At($"proposals/{proposal}/tally"));
        var count = after.GetProperty("count");
        Assert.Equal((1, 0, 1), (
            count.GetProperty("for").GetInt32(), count.GetProperty("against").GetInt32(),
            count.GetProperty("abstain").GetInt32()));
        var roll = after.GetProperty("roll").EnumerateArray()
            .Select(entry => entry.GetProperty("choice").GetString());
        Assert.Equal([null, "abstain", "for"], roll.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(members[0].ToString(), after.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "for", "against" }, 50)]
    [InlineData(new[] { "for" }, 50)]
    [InlineData(new[] { "against", "against", "against" }, 0)]
    [InlineData(new string[0], 0)]
    public async Task A_rejected_proposal_takes_no_number_and_publishes_nothing(
        string[] choices, int quorumPercent)
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(3, quorumPercent);
        var proposal = await caisse.ProposeAsync(body, FoundedCaisse.Allocation);
        await caisse.OpenAsync(proposal);
        for (var voter = 0; voter < choices.Length; voter++)
        {
            await caisse.VoteAsync(proposal, members[voter], choices[voter]);
        }

        var outcome = await caisse.CloseAsync(proposal);

        Assert.Equal("rejected", outcome.GetProperty("state").GetString());
        Assert.Single(await caisse.AdoptedAsync());
        await caisse.Anyone.ReadAsync(caisse.At("decisions/2"), HttpStatusCode.NotFound);
        await caisse.CloseAsync(proposal, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Decisions_taken_at_once_are_numbered_without_gap()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(1);
        var proposals = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => caisse.ProposeAsync(body)));
        await Task.WhenAll(proposals.Select(async (proposal, index) =>
        {
            await caisse.OpenAsync(proposal);
            await caisse.VoteAsync(proposal, members[0], index % 3 == 0 ? "against" : "for");
        }));

        await Task.WhenAll(proposals.Select(proposal => caisse.CloseAsync(proposal)));

        Assert.Equal(
            Enumerable.Range(1, 9), (await caisse.AdoptedAsync()).Select(adopted => adopted.Number).Order());
        var register = (await caisse.Anyone.ReadAsync(caisse.At("decisions"))).GetProperty("items");
        Assert.Equal(Enumerable.Range(1, 9),
            register.EnumerateArray().Select(decision => decision.GetProperty("number").GetInt32()));
    }

    [Fact]
    public async Task Every_ballot_that_was_accepted_while_the_vote_is_being_closed_is_counted()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(40, quorumPercent: 0);
        var proposal = await caisse.ProposeAsync(body);
        await caisse.OpenAsync(proposal);

        var voting = members.Select(async member =>
        {
            using var voter = caisse.Member(member);
            using var answer = await voter.SendJsonAsync(
                HttpMethod.Post, caisse.At($"proposals/{proposal}/ballots"), new { choice = "for" },
                at: FoundedCaisse.Now);
            Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict);
            return answer.StatusCode == HttpStatusCode.Created;
        }).ToList();
        var outcome = await caisse.CloseAsync(proposal);

        Assert.Equal(
            (await Task.WhenAll(voting)).Count(accepted => accepted), outcome.GetProperty("cast").GetInt32());
    }

    [Fact]
    public async Task A_decision_is_in_force_from_its_date_and_never_before_the_day_it_was_taken()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(1);
        var proposal = await caisse.ProposeAsync(body, inForceFrom: "2026-03-10");
        await caisse.OpenAsync(proposal);
        await caisse.VoteAsync(proposal, members[0]);

        // Eleven at night UTC is the next day in Paris.
        var outcome = await caisse.CloseAsync(
            proposal, at: new DateTimeOffset(2026, 3, 19, 23, 30, 0, TimeSpan.Zero));

        Assert.Equal("2026-03-20", outcome.GetProperty("inForceFrom").GetString());
        Assert.Equal(new DateOnly(2026, 3, 20), (await caisse.AdoptedAsync())[^1].InForceFrom);
    }

    [Fact]
    public async Task Only_those_who_sat_in_the_body_when_the_vote_was_opened_may_vote()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync(seats: 10);
        var members = await caisse.AdmitAsync(4);
        var mandate = await caisse.GiveMandateAsync(body, members[0]);
        await caisse.GiveMandateAsync(body, members[1], "2026-03-11");
        var proposal = await caisse.ProposeAsync(body);
        await caisse.VoteAsync(proposal, members[0], expected: HttpStatusCode.Conflict);
        Assert.Equal(1, (await caisse.OpenAsync(proposal)).GetProperty("electorate").GetInt32());
        await caisse.GiveMandateAsync(body, members[2]);
        await caisse.Coordinator.PostAsync(
            caisse.At($"bodies/{body}/mandates/{mandate.Id()}/end"),
            new { endedOn = "2026-03-10", reason = "x" }, HttpStatusCode.OK);

        // Not yet seated; seated after the opening; never seated; a token without a member.
        foreach (var member in new Guid?[] { members[1], members[2], members[3], null })
        {
            using var voter = caisse.Member(member);
            var problem = await voter.PostAsync(
                caisse.At($"proposals/{proposal}/ballots"), new { choice = "for" }, HttpStatusCode.Forbidden);
            Assert.Equal("no-mandate", problem.ProblemType());
        }
        // Who sat at the opening votes, even when the mandate has ended since.
        await caisse.VoteAsync(proposal, members[0]);
    }

    [Fact]
    public async Task A_coordinator_cannot_vote()
    {
        using var caisse = await governance.FoundAsync();
        var (body, _) = await caisse.SeatCommitteeAsync(1);
        var proposal = await caisse.ProposeAsync(body);
        await caisse.OpenAsync(proposal);

        await caisse.Coordinator.PostAsync(
            caisse.At($"proposals/{proposal}/ballots"), new { choice = "for" }, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_vote_is_opened_once_and_not_without_voters()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync();
        var proposal = await caisse.ProposeAsync(body);
        Assert.Equal("not-open", (await caisse.CloseAsync(proposal, HttpStatusCode.Conflict)).ProblemType());
        Assert.Equal(
            "nobody-may-vote", (await caisse.OpenAsync(proposal, HttpStatusCode.Conflict)).ProblemType());

        await caisse.GiveMandateAsync(body, (await caisse.AdmitAsync(1))[0]);
        await caisse.OpenAsync(proposal);

        Assert.Equal(
            "not-a-draft", (await caisse.OpenAsync(proposal, HttpStatusCode.Conflict)).ProblemType());
    }

    [Fact]
    public async Task A_voter_changes_their_mind_fifty_times_at_most()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(1);
        var proposal = await caisse.ProposeAsync(body);
        await caisse.OpenAsync(proposal);
        for (var ballot = 0; ballot < 50; ballot++)
        {
            await caisse.VoteAsync(proposal, members[0], ballot % 2 == 0 ? "against" : "for");
        }

        var problem = await caisse.VoteAsync(proposal, members[0], "against", HttpStatusCode.Conflict);

        Assert.Equal("too-many-ballots", problem.ProblemType());
        Assert.Equal("adopted", (await caisse.CloseAsync(proposal)).GetProperty("state").GetString());
    }
}
