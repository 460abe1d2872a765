using System.Net;
using System.Text.Json;
using Caisse.Rules;
using Caisse.Support;
using static Caisse.Wallet.Tests.Fund;
using static Caisse.Wallet.Tests.VoucherFund;

namespace Caisse.Wallet.Tests;

/// <summary>What a cashier is told to give back in euros beside the MonA.</summary>
public sealed class RefundTests(Fund fund) : IClassFixture<Fund>
{
    const string Payments = $"{Root}/payments";

    [Fact]
    public async Task All_of_a_basket_goes_back_with_its_euros_and_once()
    {
        var at = await BasketAsync("2026-02");
        Assert.Equal((1500, 1200), (at.Paid.Cents("monaCents"), at.Paid.Cents("eurosCents")));
        Assert.Equal((1500, 1200, 0), await RefundAsync(at, new { }));
        Assert.Equal("line-already-returned", await RefusedAsync(at, new { lines = (int[])[1] }));
        Assert.Equal("refund-above-payment", await RefusedAsync(at, new { }));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_is_left_of_a_basket_is_its_other_lines_and_the_MonA_not_given_back()
    {
        var at = await BasketAsync("2026-03");
        Assert.Equal((512, 488, 0), await RefundAsync(at, new { lines = (int[])[1] }));
        Assert.Equal((988, 0, 0), await RefundAsync(at, new { amountCents = 988 }));
        Assert.Equal((0, 712, 0), await RefundAsync(at, new { }));
        Assert.Equal("refund-above-payment", await RefusedAsync(at, new { }));
    }

    [Fact]
    public async Task The_euros_beside_a_voucher_go_back_with_the_last_of_its_MonA()
    {
        var at = await fund.ShoppingAsync("2026-04");
        var batch = await IssueAsync(at.Member, at.Household, 1, 1000);
        var paid = await at.PayAsync(new { voucher = SerialOf(batch, 0) }, 1250, when: Now);
        var given = new Given(paid, at.Till);
        Assert.Equal((400, 0, 0), await RefundAsync(given, new { amountCents = 400 }));
        Assert.Equal((600, 250, 0), await RefundAsync(given, new { }));
        Assert.Equal("refund-above-payment", await RefusedAsync(given, new { }));
    }

    /// <summary>A payment, and the till that took it.</summary>
    sealed record Given(JsonElement Paid, HttpClient Till);

    /// <summary>The basket of Cadenet: of 27.00, 20.50 may be paid in MonA and 15.00 are there.</summary>
    async Task<Given> BasketAsync(string period)
    {
        await fund.DecideAsync(
            SetCategoryRates.Kind,
            new SetCategoryRates([new("two hearts", 70), new("one heart", 30)]), new DateOnly(2026, 1, 1));
        var at = await fund.ShoppingAsync(period);
        var card = new { card = (await fund.CardAsync(at.Household)).Token };
        await at.PayAsync(card, 8500, when: Now);
        return new(
            await at.Till.PostAsync(
                Payments,
                new
                {
                    pointOfSaleId = at.Shop,
                    means = card,
                    basket = (object[])
                    [
                        new { category = "three hearts", amountCents = 1200 },
                        new { category = "two hearts", amountCents = 1000 },
                        new { category = "one heart", amountCents = 500 },
                    ],
                },
                key: NewKey(), at: Now),
            at.Till);
    }

    static async Task<(long Mona, long Euros, long FromNextSettlement)> RefundAsync(Given at, object body)
    {
        var refund = await at.Till.PostAsync(
            $"{Payments}/{at.Paid.Id()}/refunds", body, key: NewKey(), at: Now);
        return (
            refund.Cents("monaCents"), refund.Cents("eurosCents"), refund.Cents("fromNextSettlementCents"));
    }

    static async Task<string> RefusedAsync(Given at, object body) => (await at.Till.PostAsync(
        $"{Payments}/{at.Paid.Id()}/refunds", body, HttpStatusCode.Conflict, NewKey(), Now)).ProblemType();
}
