using System.Net;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.Contributions.Tests;

public sealed class PledgingTests(StartedService started) : IClassFixture<StartedService>
{
    [Fact]
    public async Task Anyone_may_read_the_scheme_in_force_and_the_decision_behind_it()
    {
        var fund = await TestFund.FoundAsync(started);
        var decisionId = await fund.DecideAsync(
            2, "2027-01-01", SetContributionScheme.Kind, new SetContributionScheme(100, 0));
        using var anyone = fund.Service.Client();
        var now = await anyone.ReadAsync(fund.Address("contribution-scheme?on=2026-12-31"));
        Assert.Equal(1000, now.GetProperty("minimumFirstPersonCents").GetInt64());
        var then = await anyone.ReadAsync(fund.Address("contribution-scheme?on=2027-01-01"));
        Assert.Equal(100, then.GetProperty("minimumFirstPersonCents").GetInt64());
        Assert.Equal(decisionId, then.GetProperty("decisionId").GetGuid());
        Assert.Equal(2, then.GetProperty("decisionNumber").GetInt32());
        Assert.Equal("2027-01-01", then.GetProperty("inForceFrom").GetString());
        var none = await anyone.ReadAsync(
            fund.Address("contribution-scheme?on=2025-12-31"), HttpStatusCode.Conflict);
        Assert.Equal("no-contribution-scheme", none.ProblemType());
        await anyone.ReadAsync("/v1/caisses/nowhere/contribution-scheme", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_two_decisions_for_one_day_the_later_number_holds_whichever_is_heard_first()
    {
        var fund = await TestFund.FoundAsync(started, withScheme: false);
        const string day = "2026-12-01";
        await fund.DecideAsync(3, day, SetContributionScheme.Kind, new SetContributionScheme(300, 0));
        await fund.DecideAsync(2, day, SetContributionScheme.Kind, new SetContributionScheme(200, 0));
        var scheme = await fund.ReadAsync("contribution-scheme?on=2026-12-01");
        Assert.Equal(3, scheme.GetProperty("decisionNumber").GetInt32());
    }

    [Fact]
    public async Task A_quote_for_a_mother_with_two_children_is_20_euros_and_says_why()
    {
        var fund = await TestFund.FoundAsync(started);
        var quote = await fund.PostAsync(
            "contribution-quotes", new { householdId = await fund.AdmitAsync(3), on = "2026-12-01" },
            HttpStatusCode.OK);
        Assert.Equal(2000, quote.GetProperty("minimumCents").GetInt64());
        Assert.Equal(2000, quote.GetProperty("suggestedCents").GetInt64());
        Assert.Equal(
            ["first person 10.00", "2 further persons x 5.00 = 10.00"],
            quote.GetProperty("reasoning").EnumerateArray().Select(
                line => line.GetProperty("text").GetString()!));
    }

    [Fact]
    public async Task A_pledge_below_the_minimum_is_refused_with_both_amounts()
    {
        var fund = await TestFund.FoundAsync(started);
        var household = await fund.AdmitAsync(3);
        var problem = await fund.PledgeAsync(household, 1999, expected: HttpStatusCode.UnprocessableEntity);
        Assert.Equal("below-minimum", problem.ProblemType());
        Assert.Equal(2000, problem.GetProperty("minimumCents").GetInt64());
        Assert.Equal(1999, problem.GetProperty("monthlyCents").GetInt64());
        await fund.PledgeAsync(household, 2000);
    }

    [Fact]
    public async Task A_household_pledges_once_even_when_ten_ask_at_once()
    {
        var fund = await TestFund.FoundAsync(started);
        var body = new
        {
            householdId = await fund.AdmitAsync(1),
            monthlyCents = 1500,
            method = "cash",
            fromPeriod = "2026-12",
        };
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            fund.Treasurer.SendJsonAsync(HttpMethod.Post, fund.Address("pledges"), body, at: TestFund.Now)));
        var made = await Assert.Single(answers, a => a.IsSuccessStatusCode).ShouldBeAsync(
            HttpStatusCode.Created);
        foreach (var refused in answers.Where(answer => !answer.IsSuccessStatusCode))
        {
            var problem = await refused.ShouldBeAsync(HttpStatusCode.Conflict);
            Assert.Equal(made.Id(), problem.GetProperty("pledgeId").GetGuid());
        }
    }

    [Fact]
    public async Task Direct_debit_is_not_offered_until_there_are_mandates()
    {
        var fund = await TestFund.FoundAsync(started);
        var problem = await fund.PostAsync(
            "pledges",
            new
            {
                householdId = await fund.AdmitAsync(1),
                monthlyCents = 1000,
                method = "sepa_direct_debit",
                fromPeriod = "2026-12",
            },
            HttpStatusCode.UnprocessableEntity);
        Assert.Equal("method-not-offered", problem.ProblemType());
    }

    [Fact]
    public async Task A_change_counts_from_its_period_and_never_changes_what_was_collected()
    {
        var fund = await TestFund.FoundAsync(started);
        var household = await fund.AdmitAsync(1, "2026-10");
        var pledge = await fund.PledgeAsync(household, 1000, "2026-10");
        await CollectAsync(fund, "2026-11");
        var late = await ChangeAsync(
            fund, pledge.Id(), 1, new { fromPeriod = "2026-11", monthlyCents = 5000 },
            HttpStatusCode.Conflict);
        Assert.Equal("2026-12", late.GetProperty("earliestPeriod").GetString());
        await ChangeAsync(fund, pledge.Id(), 1, new { fromPeriod = "2027-01", monthlyCents = 5000 });
        await ChangeAsync(
            fund, pledge.Id(), 1, new { fromPeriod = "2027-01", paused = true },
            HttpStatusCode.PreconditionFailed);
        await ChangeAsync(fund, pledge.Id(), 2, new { fromPeriod = "2027-02", paused = true });
        var changed = await ChangeAsync(fund, pledge.Id(), 3, new { fromPeriod = "2027-03", paused = false });
        Assert.Equal((4, 5000), (
            changed.GetProperty("history").GetArrayLength(), changed.GetProperty("monthlyCents").GetInt64()));
        foreach (var period in (string[])["2026-12", "2027-01", "2027-02", "2027-03", "2026-10"])
        {
            await CollectAsync(fund, period);
        }
        var due = (await fund.ReadAsync($"households/{household}/contributions")).GetProperty("periods");
        Assert.Equal(
            ["2026-10 1000", "2026-11 1000", "2026-12 1000", "2027-01 5000", "2027-03 5000"],
            due.EnumerateArray().Select(
                one => $"{one.GetProperty("period").GetString()} {one.GetProperty("dueCents").GetInt64()}"));
    }

    [Fact]
    public async Task A_departed_household_owes_nothing_after_its_last_period_even_when_that_is_heard_first()
    {
        var fund = await TestFund.FoundAsync(started);
        var (householdId, members) = (Guid.CreateVersion7(), TestFund.MembersOf(2));
        await fund.Service.HearAsync(
            new HouseholdDeparted(fund.Caisse, householdId, TestFund.December, 3, TestFund.Now));
        await fund.PledgeAsync(householdId, 1000, expected: HttpStatusCode.NotFound);
        await fund.Service.HearAsync(
            new HouseholdChanged(fund.Caisse, householdId, [members[0]], 2, TestFund.Now));
        await fund.Service.HearAsync(
            new HouseholdAdmitted(fund.Caisse, householdId, members, TestFund.December, 1, TestFund.Now));
        var gone = await fund.PledgeAsync(householdId, 1000, "2027-01", HttpStatusCode.Conflict);
        Assert.Equal("household-departed", gone.ProblemType());
        await fund.PledgeAsync(householdId, 1000);
        Assert.Equal(1, (await CollectAsync(fund, "2026-12")).GetProperty("households").GetInt32());
        Assert.Equal(0, (await CollectAsync(fund, "2027-01")).GetProperty("households").GetInt32());
    }

    [Fact]
    public async Task A_member_sees_their_own_household_and_no_other()
    {
        var fund = await TestFund.FoundAsync(started);
        var (householdId, members) = (Guid.CreateVersion7(), TestFund.MembersOf(1));
        await fund.Service.HearAsync(
            new HouseholdAdmitted(fund.Caisse, householdId, members, TestFund.December, 1, TestFund.Now));
        var pledge = await fund.PledgeAsync(householdId, 1000);
        using var own = fund.Service.ClientWith(
            TestIdentity.Token([$"{fund.Caisse}:member"], memberId: members[0]));
        using var other = fund.Service.ClientWith(
            TestIdentity.Token([$"{fund.Caisse}:member"], memberId: Guid.NewGuid()));
        foreach (var path in (string[])[$"pledges/{pledge.Id()}", $"households/{householdId}/contributions"])
        {
            await own.ReadAsync(fund.Address(path));
            await other.ReadAsync(fund.Address(path), HttpStatusCode.NotFound);
        }
    }

    static Task<JsonElement> CollectAsync(TestFund fund, string period) =>
        fund.PostAsync("collections", new { period }, key: TestFund.NewKey());

    static async Task<JsonElement> ChangeAsync(
        TestFund fund, Guid pledgeId, long version, object change,
        HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await fund.Treasurer.SendJsonAsync(
            HttpMethod.Patch, fund.Address($"pledges/{pledgeId}"), change, at: TestFund.Now,
            ifMatch: version);
        return await response.ShouldBeAsync(expected);
    }
}
