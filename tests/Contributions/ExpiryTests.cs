using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;

namespace Caisse.Contributions.Tests;

/// <summary>
/// What expires in wallets frees the euros behind it, and supplements take theirs as runs do.
/// </summary>
public sealed class ExpiryTests(StartedService started) : IClassFixture<StartedService>
{
    static WalletsExpired Expired(TestFund fund, long totalCents) =>
        new(fund.Caisse, Guid.CreateVersion7(), new DateOnly(2026, 12, 1), 3, totalCents, TestFund.Now);

    async Task<TestFund> FundAsync()
    {
        var fund = await TestFund.FoundAsync(started);
        await fund.ReceiveAsync(await fund.AdmitAsync(1), 10_000);
        return fund;
    }

    [Fact]
    public async Task What_expired_may_back_other_MonA_and_is_booked_once()
    {
        var fund = await FundAsync();
        var (run, next) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fund.RequestAsync(run, 10_000);
        await fund.CompleteAsync(run, 10_000);
        var expired = Expired(fund, 2_500);
        await fund.Service.HearAsync(expired);
        await fund.Service.HearAsync(expired);
        await ShouldStandAsync(fund, 10_000, 7_500, 0);
        await fund.RequestAsync(next, 2_500);
        await fund.Service.ShouldPublishAsync<FundsReserved>(answer => answer.RunId == next);
        await ShouldStandAsync(fund, 10_000, 7_500, 2_500);
    }

    [Fact]
    public async Task An_expiry_heard_before_the_run_that_issued_its_MonA_ends_the_same()
    {
        var fund = await FundAsync();
        var run = Guid.CreateVersion7();
        await fund.RequestAsync(run, 6_000);
        await fund.Service.HearAsync(Expired(fund, 1_000));
        await ShouldStandAsync(fund, 10_000, 0, 5_000);
        await fund.CompleteAsync(run, 6_000);
        await ShouldStandAsync(fund, 10_000, 5_000, 0);
    }

    [Fact]
    public async Task A_supplement_is_reserved_and_booked_beside_the_run_of_its_period()
    {
        var fund = await FundAsync();
        var (run, supplement) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fund.RequestAsync(run, 6_000);
        await fund.RequestAsync(supplement, 1_500);
        await ShouldStandAsync(fund, 10_000, 0, 7_500);
        await fund.CompleteAsync(supplement, 1_500);
        await fund.CompleteAsync(run, 6_000);
        await ShouldStandAsync(fund, 10_000, 7_500, 0);
        // A month of runway is what the period's run and its supplements cost together.
        Assert.Equal(1.3m, (await fund.ReadAsync("fund")).GetProperty("runwayMonths").GetDecimal());
    }

    [Fact]
    public async Task What_the_guarantee_pays_needs_backing_until_it_is_paid_back_and_is_booked_once()
    {
        var fund = await FundAsync();
        var (run, next) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fund.RequestAsync(run, 9_000);
        await fund.CompleteAsync(run, 9_000);
        var paid = new GuaranteeMoved(fund.Caisse, Guid.CreateVersion7(), 800, TestFund.Now);
        await fund.Service.HearAsync(paid);
        await fund.Service.HearAsync(paid);
        await ShouldStandAsync(fund, 10_000, 9_800, 0);
        await fund.RequestAsync(next, 201);
        var refused = await fund.Service.ShouldPublishAsync<FundsRefused>(answer => answer.RunId == next);
        Assert.Equal(1, refused.ShortfallCents);

        await fund.Service.HearAsync(
            new GuaranteeMoved(fund.Caisse, Guid.CreateVersion7(), -300, TestFund.Now));
        await ShouldStandAsync(fund, 10_000, 9_500, 0);
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
