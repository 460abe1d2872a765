using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>Three months of two funds with different rules, to the cent.</summary>
[Collection(PlatformTests.Name)]
public sealed class CycleTests(Platform platform)
{
    const long GrantCents = 300_000;
    const long AtGrocerCents = 3_000;
    const long AtProducerCents = 2_050;
    const long GivenBackCents = 500;

    static readonly long[] PledgesCents = [5_000, 8_000, 100, 12_000];

    [Fact]
    public async Task Three_months_of_a_fund_add_up_to_the_cent_and_leave_the_other_fund_untouched()
    {
        var nantes = await PlayNantesAsync();
        var (nantesFund, nantesLedger) = (await nantes.ReadFundAsync(), await nantes.ReadLedgerAsync());

        var fund = await Fund.FoundAsync(
            platform, "cycle-montpellier", Fund.At(2025, 12, 15), Fund.HundredPerAdult, Fund.OneEuro);
        var households = await AdmitAsync(fund);
        var cards = new List<string>();
        foreach (var household in households)
        {
            cards.Add((await fund.IssueCardAsync(household)).Token);
        }
        await fund.ConveneAsync([.. households.Take(3).Select(household => household.MemberIds[0])]);
        Shop[] shops = [await fund.ApplyAsync("Épicerie"), await fund.ApplyAsync("Ferme")];
        await fund.AccreditAsync(null, shops);
        await fund.ReceiveGrantAsync(GrantCents);

        await PlayMonthAsync(fund, 1, households, cards, shops, allocatedCents: 70_000, unpaid: 0);
        fund.Now = Fund.At(2026, 1, 20);
        var decision = await fund.DecideAsync(
            SetAllocationScheme.Kind, new SetAllocationScheme(15_000, 7_500),
            new DateOnly(2026, 3, 1));
        Assert.Equal("2026-03-01", decision.Text("inForceFrom"));
        await PlayMonthAsync(fund, 2, households, cards, shops, allocatedCents: 70_000, unpaid: 0);
        await PlayMonthAsync(fund, 3, households, cards, shops, allocatedCents: 90_000, unpaid: 1);

        await ShouldAddUpAsync(fund, households, shops);
        Assert.Equal(nantesFund.ToString(), (await nantes.ReadFundAsync()).ToString());
        Assert.Equal(nantesLedger.ToString(), (await nantes.ReadLedgerAsync()).ToString());
    }

    async Task<Fund> PlayNantesAsync()
    {
        var fund = await Fund.FoundAsync(
            platform, "cycle-nantes", Fund.At(2025, 12, 15), new SetAllocationScheme(10_000, 5_000),
            new SetContributionScheme(1_000, 500));
        var pair = await fund.AdmitAsync(
            Fund.Month(2026, 1), new DateOnly(1990, 5, 1), new DateOnly(2019, 5, 1));
        var single = await fund.AdmitAsync(Fund.Month(2026, 1), new DateOnly(1970, 5, 1));
        using (var tooLow = await fund.TryPledgeAsync(pair, 1_499, Fund.Month(2026, 1)))
        {
            var refusal = await tooLow.ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
            Assert.Equal("below-minimum", refusal.ProblemType());
            Assert.Equal(1_500, refusal.Cents("minimumCents"));
        }
        await fund.PledgeAsync(pair, 1_500, Fund.Month(2026, 1));
        await fund.PledgeAsync(single, 1_000, Fund.Month(2026, 1));
        await fund.ReceiveGrantAsync(50_000);
        fund.Now = Fund.At(2026, 1, 5);
        Assert.Equal(2_500, (await fund.CollectAsync(Fund.Month(2026, 1))).Cents("totalCents"));
        Assert.Equal(25_000, (await fund.AllocateAsync(Fund.Month(2026, 1))).Cents("totalCents"));
        Assert.Equal(15_000, await fund.BalanceAsync(pair));
        await fund.ShouldAgreeAsync();
        return fund;
    }

    static async Task<List<Household>> AdmitAsync(Fund fund)
    {
        var adult = new DateOnly(1985, 6, 1);
        DateOnly[][] births =
            [[adult], [adult, adult.AddYears(2)], [adult, new DateOnly(2015, 6, 1)],
                [adult, adult.AddYears(-25), adult.AddYears(-26)]];
        var households = new List<Household>();
        foreach (var (place, people) in births.Index())
        {
            households.Add(await fund.AdmitAsync(Fund.Month(2026, 1), people));
            await fund.PledgeAsync(households[^1], PledgesCents[place], Fund.Month(2026, 1));
        }
        return households;
    }

    static async Task PlayMonthAsync(
        Fund fund, int month, List<Household> households, List<string> cards, Shop[] shops,
        long allocatedCents, int unpaid)
    {
        fund.Now = Fund.At(2026, month, 5);
        var period = Fund.Month(2026, month);
        Assert.Equal(PledgesCents.Sum(), (await fund.CollectAsync(period)).Cents("totalCents"));
        foreach (var (place, household) in households.SkipLast(unpaid).Index())
        {
            await fund.ReceiveAsync(household, period, PledgesCents[place]);
        }
        Assert.Equal(allocatedCents, (await fund.AllocateAsync(period)).Cents("totalCents"));

        fund.Now = Fund.At(2026, month, 10);
        var payments = new List<JsonElement>();
        foreach (var card in cards)
        {
            payments.Add(await fund.PayAsync(shops[0], card, AtGrocerCents));
            await fund.PayAsync(shops[1], card, AtProducerCents);
        }
        await fund.RefundAsync(shops[0], payments[0], GivenBackCents);

        fund.Now = Fund.At(2026, month, 28, 18);
        await SettleAsync(fund, cards.Count);
    }

    static async Task SettleAsync(Fund fund, int households)
    {
        var settlement = await fund.SettleAsync(fund.Today);
        var grossCents = households * (AtGrocerCents + AtProducerCents);
        Assert.Equal(grossCents, settlement.Cents("grossCents"));
        Assert.Equal(GivenBackCents, settlement.Cents("refundsCents"));
        Assert.Equal(grossCents - GivenBackCents, settlement.Cents("netCents"));
        Assert.Equal(
            settlement.Cents("netCents"),
            settlement.GetProperty("lines").EnumerateArray().Sum(line => line.Cents("netCents")));

        var file = XDocument.Parse(await fund.Treasurer.GetStringAsync(
            new Uri($"{fund.Root}/settlements/{settlement.Id()}/pain.001", UriKind.Relative)));
        Assert.Equal("urn:iso:std:iso:20022:tech:xsd:pain.001.001.09", file.Root!.Name.NamespaceName);
        var header = file.Descendants().Single(element => element.Name.LocalName == "GrpHdr");
        Assert.Equal("2", header.Elements().Single(element => element.Name.LocalName == "NbOfTxs").Value);
        var sum = header.Elements().Single(element => element.Name.LocalName == "CtrlSum").Value;
        Assert.Equal(settlement.Cents("netCents") / 100m, decimal.Parse(sum, CultureInfo.InvariantCulture));
    }

    static async Task ShouldAddUpAsync(Fund fund, List<Household> households, Shop[] shops)
    {
        var settledCents = 3 * ((households.Count * (AtGrocerCents + AtProducerCents)) - GivenBackCents);
        var contributedCents = (3 * PledgesCents.Sum()) - PledgesCents[^1];
        var ledger = await fund.ShouldAgreeAsync();
        Assert.Equal(230_000, ledger.Cents("issuedCents"));
        Assert.Equal(settledCents, ledger.Cents("settledCents"));
        Assert.Equal(0, ledger.Cents("outstandingPointsOfSaleCents"));

        var books = await fund.Treasurer.ReadUntilAsync(
            $"{fund.Root}/fund",
            read => read.Cents("cashCents") == contributedCents + GrantCents - settledCents);
        var income = books.GetProperty("incomeBySource");
        Assert.Equal(contributedCents, income.Cents("contributionsCents"));
        Assert.Equal(GrantCents, income.Cents("publicGrantsCents"));
        Assert.Equal(settledCents, books.Cents("paidToPointsOfSaleCents"));

        var (from, to) = (new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31));
        var grocer = await fund.StatementAsync(shops[0], from, to, movements: 3 * (households.Count + 1));
        var producer = await fund.StatementAsync(shops[1], from, to, movements: 3 * households.Count);
        Assert.Equal(settledCents, grocer.Cents("netCents") + producer.Cents("netCents"));

        var wallets = 0L;
        foreach (var household in households)
        {
            wallets += await fund.BalanceAsync(household);
        }
        Assert.Equal(ledger.Cents("outstandingHouseholdsCents"), wallets);
        var last = await fund.Treasurer.ReadAsync(
            $"{fund.Root}/households/{households[^1].Id}/contributions");
        Assert.Equal(PledgesCents[^1], last.Cents("arrearsCents"));
    }
}
