using System.Net;
using System.Text.Json;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.Contributions.Tests;

public sealed class FundCycleTests(StartedService started) : IClassFixture<StartedService>
{
    [Fact]
    public async Task A_month_of_a_fund_adds_up_to_the_cent()
    {
        var fund = await TestFund.FoundAsync(started);
        await fund.DecideAsync(2, "2026-01-01", SetBackingRatio.Kind, new SetBackingRatio(100));
        var (family, single) = (await fund.AdmitAsync(3), await fund.AdmitAsync(1));
        await fund.PledgeAsync(family, 2500);
        await fund.PledgeAsync(single, 1000);
        var collection = await fund.PostAsync(
            "collections", new { period = "2026-12" }, key: TestFund.NewKey());
        Assert.Equal(
            (2, 3500), (collection.GetProperty("households").GetInt32(), Cents(collection, "totalCents")));

        var receipt = await fund.ReceiveAsync(family, 2000, "card");
        Assert.Equal(500, Cents(receipt, "arrearsCents"));
        await fund.ReceiveAsync(family, 500, "cheque");
        await fund.ReceiveAsync(single, 1000, "cash");
        var received = await fund.Service.PublishedAsync<ContributionReceived>();
        Assert.Equal(
            [2000, 500, 1000], received.Where(e => e.Caisse == fund.Caisse).Select(e => e.AmountCents));
        await fund.ReceiveInstalmentAsync(await fund.PromiseAsync(100_000), 40_000);

        var (tooMuch, covered) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fund.RequestAsync(tooMuch, 50_000);
        var refused = await fund.Service.ShouldPublishAsync<FundsRefused>(answer => answer.RunId == tooMuch);
        Assert.Equal((50_000, 6_500), (refused.RequestedCents, refused.ShortfallCents));
        await fund.RequestAsync(covered, 50_000 - refused.ShortfallCents);
        await fund.Service.ShouldPublishAsync<FundsReserved>(
            answer => answer.RunId == covered && answer.AmountCents == 43_500);
        Assert.Equal(43_500, Cents(await fund.ReadAsync("fund"), "reservedCents"));

        await fund.CompleteAsync(covered, 43_500);
        await fund.Service.HearAsync(
            new SettlementIssued(
                fund.Caisse, Guid.CreateVersion7(), 20_000, 1_000, 95, 18_905, TestFund.Now));
        await ShouldStandAsync(fund);
        Assert.Empty(await fund.WrongInJournalAsync());
    }

    [Fact]
    public async Task A_period_says_who_owes_and_its_sums_are_of_all_whatever_page_is_read()
    {
        var fund = await TestFund.FoundAsync(started);
        var (late, paid) = (await fund.AdmitAsync(1), await fund.AdmitAsync(1));
        await fund.PledgeAsync(late, 2500);
        await fund.PledgeAsync(paid, 1000);
        await fund.PostAsync("collections", new { period = "2026-12" }, key: TestFund.NewKey());
        await fund.ReceiveAsync(late, 2000, "card");
        await fund.ReceiveAsync(paid, 1200, "cash");

        var owing = await fund.ReadAsync("contributions?period=2026-12&state=owing");
        var all = await fund.ReadAsync("contributions?period=2026-12&limit=1");
        var none = await fund.ReadAsync("contributions?period=2027-01");

        var line = Assert.Single(owing.GetProperty("items").EnumerateArray());
        Assert.Equal(late, line.GetProperty("householdId").GetGuid());
        Assert.Equal(
            (2500, 2000, 500),
            (Cents(line, "dueCents"), Cents(line, "paidCents"), Cents(line, "arrearsCents")));
        Assert.Equal(
            (2, 1, 3500, 3200, 500),
            (all.GetProperty("households").GetInt32(), all.GetProperty("owingHouseholds").GetInt32(),
                Cents(all, "dueCents"), Cents(all, "paidCents"), Cents(all, "arrearsCents")));
        Assert.NotEqual(JsonValueKind.Null, all.GetProperty("next").ValueKind);
        Assert.Equal(0, none.GetProperty("households").GetInt32());
        await fund.ReadAsync("contributions?period=2026-12&state=rich", HttpStatusCode.BadRequest);
    }

    static async Task ShouldStandAsync(TestFund fund)
    {
        var stands = await fund.ReadAsync("fund");
        Assert.Equal(24_595, Cents(stands, "cashCents"));
        Assert.Equal(60_000, Cents(stands, "promisedCents"));
        Assert.Equal(24_500, Cents(stands, "outstandingMonaCents"));
        Assert.Equal(0, Cents(stands, "reservedCents"));
        Assert.Equal(18_905, Cents(stands, "paidToPointsOfSaleCents"));
        Assert.Equal(8.02m, stands.GetProperty("contributionsSharePercent").GetDecimal());
        Assert.Equal(0.5m, stands.GetProperty("runwayMonths").GetDecimal());
        var backing = stands.GetProperty("backing");
        Assert.Equal(100, backing.GetProperty("requiredPercent").GetInt32());
        Assert.Equal(100.38m, backing.GetProperty("ratioPercent").GetDecimal());
        Assert.Equal(24_500, Cents(backing, "coveredCents"));
        var income = stands.GetProperty("incomeBySource");
        Assert.Equal(
            (3_500, 40_000, 0, 95),
            (Cents(income, "contributionsCents"), Cents(income, "publicGrantsCents"),
                Cents(income, "privateGrantsCents"), Cents(income, "feesCents")));
    }

    [Fact]
    public async Task The_journal_is_a_file_that_French_spreadsheets_read()
    {
        var fund = await TestFund.FoundAsync(started);
        var household = await fund.AdmitAsync(1);
        await fund.ReceiveAsync(household, 1250, "cash");
        using var response = await fund.Treasurer.GetAsync(
            new Uri(fund.Address("exports/journal.csv?from=2026-12-01&to=2026-12-31"), UriKind.Relative));
        Assert.Equal("text/csv; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal([0xEF, 0xBB, 0xBF], (await response.Content.ReadAsByteArrayAsync())[..3]);
        var label = $"Cotisation 2026-12, foyer {household}";
        Assert.Equal(
            $"""
            date;journal;number;account;label;debit;credit
            04/12/2026;CA;1;530000;{label};12,50;
            04/12/2026;CA;1;756000;{label};;12,50

            """.ReplaceLineEndings("\r\n"),
            (await response.Content.ReadAsStringAsync()).TrimStart('\uFEFF'));
    }

    [Fact]
    public async Task A_new_fund_has_nothing_and_divides_by_nothing()
    {
        var fund = await TestFund.FoundAsync(started);
        var stands = await fund.ReadAsync("fund");
        Assert.Equal(JsonValueKind.Null, stands.GetProperty("backing").GetProperty("ratioPercent").ValueKind);
        Assert.Equal(JsonValueKind.Null, stands.GetProperty("contributionsSharePercent").ValueKind);
        Assert.Equal(JsonValueKind.Null, stands.GetProperty("runwayMonths").ValueKind);
    }

    [Fact]
    public async Task A_grant_never_gives_more_than_it_promised()
    {
        var fund = await TestFund.FoundAsync(started);
        var grantId = await fund.PromiseAsync(10_000, "private");
        await fund.ReceiveInstalmentAsync(grantId, 6_000);
        var problem = await fund.ReceiveInstalmentAsync(grantId, 4_001, HttpStatusCode.Conflict);
        Assert.Equal("grant-exceeded", problem.ProblemType());
        Assert.Equal(4_000, Cents(problem, "remainingCents"));
        Assert.Equal(4_000, Cents(await fund.ReadAsync("fund"), "promisedCents"));
        var last = await fund.ReceiveInstalmentAsync(grantId, 4_000);
        Assert.Equal(0, Cents(last, "remainingCents"));
        Assert.Equal(10_000, Cents(await fund.ReadAsync($"grants/{grantId}"), "receivedCents"));
    }

    [Fact]
    public async Task A_grant_past_its_end_promises_nothing()
    {
        var fund = await TestFund.FoundAsync(started);
        await fund.PromiseAsync(10_000, until: "2026-12-04");
        await fund.PromiseAsync(700, until: "2026-12-05");
        Assert.Equal(700, Cents(await fund.ReadAsync("fund"), "promisedCents"));
    }

    static long Cents(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
