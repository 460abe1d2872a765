using System.Net;
using Caisse.Contracts;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.Support;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

public sealed class CycleTests(Fund fund) : IClassFixture<Fund>
{
    const string Payments = $"{Fund.Root}/payments";

    [Fact]
    public async Task A_household_is_credited_pays_is_refunded_and_its_shop_is_settled()
    {
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var card = await fund.CardAsync(household);
        var run = await fund.AllocateAsync("2026-02", (household, [40, 38, 3]));
        Assert.Equal(20000, run.GetProperty("totalCents").GetInt64());
        Assert.Equal(20000, await fund.BalanceAsync(household));

        var paid = await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card = card.Token }, amountCents = 2500 },
            key: NewKey());
        Assert.Equal(17500, paid.GetProperty("balanceCents").GetInt64());
        var refund = await till.PostAsync(
            $"{Payments}/{paid.Id()}/refunds", new { amountCents = 500 }, key: NewKey());
        Assert.Equal(18000, refund.GetProperty("balanceCents").GetInt64());

        var settlement = Guid.CreateVersion7();
        await fund.Service.HearAsync(new SettlementRequested(
            Fund.Caisse, settlement, Paris.Today.AddDays(1),
            DateTimeOffset.UtcNow));
        var settled = await fund.Service.ShouldPublishAsync<PointsOfSaleSettled>(event_ =>
            event_.SettlementId == settlement);
        Assert.Contains(new SettledPointOfSale(shop, 2500, 500, 2000), settled.Lines);
        await fund.ShouldBalanceAsync();

        // The point of sale was reimbursed already: the guarantee advances, its next settlement pays back.
        var late = await till.PostAsync($"{Payments}/{paid.Id()}/refunds", new { }, key: NewKey());
        Assert.Equal(2000, late.GetProperty("fromNextSettlementCents").GetInt64());
        Assert.Equal(20000, late.GetProperty("balanceCents").GetInt64());
        await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card = card.Token }, amountCents = 3000 },
            key: NewKey());
        var next = Guid.CreateVersion7();
        await fund.Service.HearAsync(new SettlementRequested(
            Fund.Caisse, next, Paris.Today.AddDays(1), DateTimeOffset.UtcNow));
        var afterwards = await fund.Service.ShouldPublishAsync<PointsOfSaleSettled>(event_ =>
            event_.SettlementId == next);
        Assert.Contains(new SettledPointOfSale(shop, 3000, 2000, 1000), afterwards.Lines);
        await fund.ShouldBalanceAsync();

        var statement = await fund.Treasurer.ReadAsync($"{Fund.Root}/wallets/{household}/entries");
        Assert.Equal(
            [20000, -2500, 500, 2000, -3000],
            statement.GetProperty("items").EnumerateArray()
                .Select(entry => entry.GetProperty("amountCents").GetInt64()));
    }

    [Fact]
    public async Task A_run_that_the_fund_cannot_cover_credits_nobody_and_can_be_asked_for_again()
    {
        var household = await fund.AdmitAsync();
        var runId = await fund.StartRunAsync("2026-03", (household, [30]));
        await fund.Service.HearAsync(
            new FundsRefused(Fund.Caisse, runId, 10000, 1234, DateTimeOffset.UtcNow));
        var refused = await fund.RunInStateAsync(runId, "refused");
        Assert.Equal(1234, refused.GetProperty("shortfallCents").GetInt64());
        Assert.Equal(0, await fund.BalanceAsync(household));
        await fund.AllocateAsync("2026-03", (household, [30]));
        Assert.Equal(10000, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task Slices_may_come_twice_and_in_any_order_and_a_second_run_of_the_period_changes_nothing()
    {
        Guid[] households = [.. Enumerable.Range(0, 7).Select(_ => Guid.CreateVersion7())];
        var run = await fund.Treasurer.PostAsync(
            $"{Fund.Root}/allocation-runs", new { period = "2026-04" }, HttpStatusCode.Accepted, NewKey());
        foreach (var slice in (int[])[2, 0, 2, 1, 0])
        {
            await fund.Service.HearAsync(new CompositionFrozen(
                Fund.Caisse, Period.Parse("2026-04"), slice, 3,
                [.. households.Where((_, index) => index % 3 == slice)
                    .Select(id => new FrozenHousehold(id, [40]))],
                DateTimeOffset.UtcNow));
        }
        var asked = await fund.Service.ShouldPublishAsync<FundsReservationRequested>(request =>
            request.RunId == run.Id());
        Assert.Equal(70000, asked.AmountCents);
        for (var time = 0; time < 2; time++)
        {
            await fund.Service.HearAsync(
                new FundsReserved(Fund.Caisse, run.Id(), 70000, DateTimeOffset.UtcNow));
        }
        await fund.RunInStateAsync(run.Id(), "completed");
        var again = await fund.Treasurer.PostAsync(
            $"{Fund.Root}/allocation-runs", new { period = "2026-04" }, HttpStatusCode.Accepted, NewKey());
        Assert.Equal(run.Id(), again.Id());
        Assert.Equal(10000, await fund.BalanceAsync(households[0]));
        Assert.Single(
            await fund.Service.PublishedAsync<AllocationRunCompleted>(), done => done.RunId == run.Id());
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_scheme_decided_for_later_holds_from_its_date()
    {
        await fund.DecideAsync(
            SetAllocationScheme.Kind, new SetAllocationScheme(12000, 6000), new DateOnly(2026, 6, 1));
        var household = await fund.AdmitAsync();
        await fund.AllocateAsync("2026-05", (household, [30, 28]));
        Assert.Equal(15000, await fund.BalanceAsync(household));
        await fund.AllocateAsync("2026-06", (household, [30, 28]));
        Assert.Equal(33000, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task Two_tills_that_redeem_the_last_10_of_one_wallet_at_once_get_one_yes_and_one_no()
    {
        var household = await fund.AdmitAsync();
        var (first, firstTill) = await fund.AccreditAsync();
        var (second, secondTill) = await fund.AccreditAsync();
        var card = await fund.CardAsync(household);
        await fund.AllocateAsync("2026-07", (household, [30]));
        await firstTill.PostAsync(
            Payments, new { pointOfSaleId = first, means = new { card = card.Token }, amountCents = 11000 },
            key: NewKey());

        var answers = await Task.WhenAll(
            firstTill.SendJsonAsync(
                HttpMethod.Post, Payments,
                new { pointOfSaleId = first, means = new { card = card.Token }, amountCents = 1000 },
                NewKey()),
            secondTill.SendJsonAsync(
                HttpMethod.Post, Payments,
                new { pointOfSaleId = second, means = new { card = card.Token }, amountCents = 1000 },
                NewKey()));
        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.Conflict],
            answers.Select(answer => answer.StatusCode).Order());
        Assert.Equal(0, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task Random_payments_and_refunds_from_16_callers_conserve_every_cent()
    {
        Guid[] households = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => fund.AdmitAsync()))];
        var (shop, till) = await fund.AccreditAsync();
        var cards = await Task.WhenAll(households.Select(household => fund.CardAsync(household)));
        await fund.AllocateAsync("2026-08", [.. households.Select(household => (household, (int[])[40]))]);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async seed =>
        {
            var random = new Random(seed);
            for (var time = 0; time < 20; time++)
            {
                using var answer = await till.SendJsonAsync(HttpMethod.Post, Payments, new
                {
                    pointOfSaleId = shop,
                    means = new { card = cards[random.Next(cards.Length)].Token },
                    amountCents = random.Next(1, 900),
                }, NewKey());
                Assert.Contains(
                    answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Conflict]);
                if (answer.IsSuccessStatusCode && random.Next(4) == 0)
                {
                    var paid = await answer.ShouldBeAsync(HttpStatusCode.Created);
                    await till.PostAsync($"{Payments}/{paid.Id()}/refunds", new { }, key: NewKey());
                }
            }
        }));
        await fund.ShouldBalanceAsync();
    }
}
