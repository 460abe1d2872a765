using Caisse.Contracts.Contributions;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.Contributions.Tests;

/// <summary>Messages come twice, late and in any order; the fund's euros must not notice.</summary>
public sealed class BackingEventsTests(StartedService started) : IClassFixture<StartedService>
{
    async Task<TestFund> FundWithCashAsync(long cents)
    {
        var fund = await TestFund.FoundAsync(started);
        await fund.ReceiveAsync(await fund.AdmitAsync(1), cents);
        return fund;
    }

    [Fact]
    public async Task A_run_asked_for_twice_gets_one_reservation_and_the_same_answer_twice()
    {
        var fund = await FundWithCashAsync(10_000);
        var runId = Guid.CreateVersion7();
        await fund.RequestAsync(runId, 6_000);
        await fund.RequestAsync(runId, 6_000);
        var answers = await fund.Service.PublishedAsync<FundsReserved>();
        Assert.Equal(
            [6_000, 6_000],
            answers.Where(answer => answer.RunId == runId).Select(answer => answer.AmountCents));
        await ShouldStandAsync(fund, 10_000, 0, 6_000);
    }

    [Fact]
    public async Task A_preview_is_told_what_is_missing_and_sets_nothing_aside()
    {
        var fund = await FundWithCashAsync(10_000);
        await fund.RequestAsync(Guid.CreateVersion7(), 6_000);
        var (covered, lacking) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (runId, cents) in ((Guid, long)[])[(covered, 4_000), (lacking, 4_001), (lacking, 4_050)])
        {
            await fund.Service.HearAsync(new FundsReservationRequested(
                fund.Caisse, runId, TestFund.December, cents, TestFund.Now, IsPreview: true));
        }
        var reserved = await fund.Service.ShouldPublishAsync<FundsReserved>(one => one.RunId == covered);
        Assert.True(reserved is { IsPreview: true, AmountCents: 4_000 });
        var refused = (await fund.Service.PublishedAsync<FundsRefused>()).Where(one => one.RunId == lacking);
        Assert.Equal(
            [(4_001, 1, true), (4_050, 50, true)],
            refused.Select(one => (one.RequestedCents, one.ShortfallCents, one.IsPreview)));
        await ShouldStandAsync(fund, 10_000, 0, 6_000);

        // The run itself is decided when it comes, on the euros of that moment.
        await fund.RequestAsync(covered, 4_000);
        await ShouldStandAsync(fund, 10_000, 0, 10_000);
    }

    [Fact]
    public async Task A_refused_run_stays_refused_and_may_be_asked_for_again_as_another()
    {
        var fund = await FundWithCashAsync(1_000);
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fund.RequestAsync(first, 1_200);
        await fund.ReceiveAsync(await fund.AdmitAsync(1), 200);
        await fund.RequestAsync(first, 1_200);
        var refusals = await fund.Service.PublishedAsync<FundsRefused>();
        Assert.Equal(
            [200, 200],
            refusals.Where(answer => answer.RunId == first).Select(answer => answer.ShortfallCents));
        await fund.RequestAsync(second, 1_200);
        await fund.Service.ShouldPublishAsync<FundsReserved>(answer => answer.RunId == second);
        await ShouldStandAsync(fund, 1_200, 0, 1_200);
    }

    [Fact]
    public async Task Runs_at_once_never_share_the_same_euros()
    {
        var fund = await FundWithCashAsync(10_000);
        var runs = Enumerable.Range(0, 60).Select(_ => Guid.CreateVersion7()).ToList();
        await Task.WhenAll(runs.Select(runId => fund.RequestAsync(runId, 800)));
        var answers = await fund.Service.PublishedAsync<FundsReserved>();
        Assert.Equal(12, answers.Count(answer => runs.Contains(answer.RunId)));
        await ShouldStandAsync(fund, 10_000, 0, 9_600);
    }

    [Fact]
    public async Task What_was_reserved_and_not_issued_is_free_again()
    {
        var fund = await FundWithCashAsync(10_000);
        var runId = Guid.CreateVersion7();
        await fund.RequestAsync(runId, 6_000);
        await fund.CompleteAsync(runId, 5_900);
        await fund.CompleteAsync(runId, 5_900);
        await ShouldStandAsync(fund, 10_000, 5_900, 0);
        await fund.RequestAsync(Guid.CreateVersion7(), 4_100);
        await ShouldStandAsync(fund, 10_000, 5_900, 4_100);
    }

    [Fact]
    public async Task A_settlement_may_be_heard_before_the_run_that_issued_its_MonA()
    {
        var fund = await FundWithCashAsync(10_000);
        var runId = Guid.CreateVersion7();
        var settlement = new SettlementIssued(
            fund.Caisse, Guid.CreateVersion7(), 1_000, 100, 9, 891, TestFund.Now);
        await fund.RequestAsync(runId, 6_000);
        await fund.Service.HearAsync(settlement);
        await fund.Service.HearAsync(settlement);
        await ShouldStandAsync(fund, 9_109, 0, 5_100);
        await fund.CompleteAsync(runId, 6_000);
        await ShouldStandAsync(fund, 9_109, 5_100, 0);
    }

    [Fact]
    public async Task A_completed_run_is_booked_even_when_its_request_is_heard_afterwards()
    {
        var fund = await FundWithCashAsync(10_000);
        var runId = Guid.CreateVersion7();
        await fund.CompleteAsync(runId, 6_000);
        await fund.RequestAsync(runId, 6_000);
        await fund.Service.ShouldPublishAsync<FundsReserved>(
            answer => answer.RunId == runId && answer.AmountCents == 6_000);
        await ShouldStandAsync(fund, 10_000, 6_000, 0);
    }

    [Fact]
    public async Task A_decided_ratio_lets_promised_grants_stand_in_for_cash_from_its_day_on()
    {
        var fund = await FundWithCashAsync(5_000);
        await fund.PromiseAsync(5_000);
        await fund.DecideAsync(2, "2026-12-06", SetBackingRatio.Kind, new SetBackingRatio(50));
        var (before, after) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fund.RequestAsync(before, 10_000);
        await fund.Service.ShouldPublishAsync<FundsRefused>(
            answer => answer.RunId == before && answer.ShortfallCents == 5_000);
        await fund.Service.HearAsync(new FundsReservationRequested(
            fund.Caisse, after, TestFund.December, 10_000, TestFund.Now.AddDays(1)));
        await fund.Service.ShouldPublishAsync<FundsReserved>(answer => answer.RunId == after);
    }

    [Fact]
    public async Task A_settlement_with_more_refunds_than_purchases_gives_MonA_back()
    {
        var fund = await FundWithCashAsync(10_000);
        var runId = Guid.CreateVersion7();
        await fund.RequestAsync(runId, 5_000);
        await fund.CompleteAsync(runId, 5_000);
        await fund.Service.HearAsync(
            new SettlementIssued(fund.Caisse, Guid.CreateVersion7(), 100, 300, 0, -200, TestFund.Now));
        await ShouldStandAsync(fund, 10_200, 5_200, 0);
    }

    [Fact]
    public async Task A_receipt_paid_back_takes_MonA_out_of_circulation_and_euros_from_the_bank_once()
    {
        var fund = await FundWithCashAsync(10_000);
        var runId = Guid.CreateVersion7();
        await fund.RequestAsync(runId, 6_000);
        await fund.CompleteAsync(runId, 6_000);
        var reimbursed = new ReceiptReimbursed(
            fund.Caisse, Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(),
            new DateOnly(2026, 12, 4), 2_050, TestFund.Now);
        await fund.Service.HearAsync(reimbursed);
        await fund.Service.HearAsync(reimbursed);
        await ShouldStandAsync(fund, 7_950, 3_950, 0);
    }

    static async Task ShouldStandAsync(
        TestFund fund, long cashCents, long outstandingCents, long reservedCents)
    {
        var stands = await fund.ReadAsync("fund");
        long Cents(string name) => stands.GetProperty(name).GetInt64();
        Assert.Equal(
            (cashCents, outstandingCents, reservedCents),
            (Cents("cashCents"), Cents("outstandingMonaCents"), Cents("reservedCents")));
        Assert.Empty(await fund.WrongInJournalAsync());
    }
}
