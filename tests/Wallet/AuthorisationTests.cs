using System.Net;
using System.Text.Json;
using Caisse.Rules;
using Caisse.Support;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

public sealed class AuthorisationTests(Fund fund) : IClassFixture<Fund>
{
    const string Payments = $"{Fund.Root}/payments";

    [Fact]
    public async Task An_authorisation_holds_and_a_capture_of_less_frees_the_rest()
    {
        var (household, shop, till, card) = await WithAsync("2026-05");
        var held = await AuthoriseAsync(till, shop, card, 6000);
        Assert.Equal("authorised", held.GetProperty("state").GetString());
        Assert.Equal((10000, 4000), await WalletAsync(household));

        var tooMuch = await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card }, amountCents = 4001 },
            HttpStatusCode.Conflict, NewKey());
        Assert.Equal("balance 40.00, ask 0.01 in euros", tooMuch.GetProperty("detail").GetString());
        var above = await till.PostAsync(
            $"{Payments}/{held.Id()}/capture", new { amountCents = 6001 }, HttpStatusCode.Conflict, NewKey());
        Assert.Equal("capture-above-authorisation", above.ProblemType());

        var captured = await till.PostAsync(
            $"{Payments}/{held.Id()}/capture", new { amountCents = 4500 }, HttpStatusCode.OK, NewKey());
        Assert.Equal(4500, captured.GetProperty("monaCents").GetInt64());
        Assert.Equal((5500, 5500), await WalletAsync(household));
        var twice = await till.PostAsync(
            $"{Payments}/{held.Id()}/capture", new { }, HttpStatusCode.Conflict, NewKey());
        Assert.Equal("payment-captured", twice.ProblemType());
        var late = await till.PostAsync(
            $"{Payments}/{held.Id()}/void", new { }, HttpStatusCode.Conflict, NewKey());
        Assert.Equal("payment-captured", late.ProblemType());
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_voided_authorisation_frees_what_it_held_and_can_be_neither_captured_nor_refunded()
    {
        var (household, shop, till, card) = await WithAsync("2026-06");
        var held = await AuthoriseAsync(till, shop, card, 10000);
        var refund = await till.PostAsync(
            $"{Payments}/{held.Id()}/refunds", new { }, HttpStatusCode.Conflict, NewKey());
        Assert.Equal("payment-not-captured", refund.ProblemType());
        await till.PostAsync($"{Payments}/{held.Id()}/void", new { }, HttpStatusCode.OK, NewKey());
        Assert.Equal((10000, 10000), await WalletAsync(household));
        var voided = await till.PostAsync(
            $"{Payments}/{held.Id()}/capture", new { }, HttpStatusCode.Conflict, NewKey());
        Assert.Equal("payment-voided", voided.ProblemType());
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_hold_is_too_old_after_the_minutes_that_were_decided()
    {
        await fund.DecideAsync(
            SetPaymentRules.Kind, new SetPaymentRules(HoldMinutes: 60), new DateOnly(2026, 7, 1));
        var (_, shop, till, card) = await WithAsync("2026-07");
        var at = new DateTimeOffset(2026, 7, 14, 10, 0, 0, TimeSpan.Zero);
        var held = await AuthoriseAsync(till, shop, card, 1000, at);
        var late = await till.PostAsync(
            $"{Payments}/{held.Id()}/capture", new { }, HttpStatusCode.Conflict, NewKey(), at.AddMinutes(61));
        Assert.Equal("authorisation-expired", late.ProblemType());
        Assert.Equal(
            "authorisation expired on 2026-07-14 at 13:00", late.GetProperty("detail").GetString());
        await till.PostAsync(
            $"{Payments}/{held.Id()}/capture", new { }, HttpStatusCode.OK, NewKey(), at.AddMinutes(59));
    }

    [Fact]
    public async Task A_capture_succeeds_although_the_point_of_sale_was_suspended_in_between()
    {
        var (_, shop, till, card) = await WithAsync("2026-08");
        var held = await AuthoriseAsync(till, shop, card, 3000);
        await fund.StandAsync(shop, "suspended", new DateOnly(2026, 2, 1), 2);
        var captured = await till.PostAsync(
            $"{Payments}/{held.Id()}/capture", new { }, HttpStatusCode.OK, NewKey());
        Assert.Equal("captured", captured.GetProperty("state").GetString());
        var refused = await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card }, amountCents = 1, capture = false },
            HttpStatusCode.Conflict, NewKey());
        Assert.Equal("suspended since 2026-02-01", refused.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Limits_are_counted_per_payment_day_and_point_of_sale_and_said_aloud()
    {
        await fund.DecideAsync(
            SetPaymentRules.Kind,
            new SetPaymentRules(
                LargestPaymentCents: 5000, LargestPerDayCents: 6000, LargestPerPointOfSaleAndDayCents: 5500),
            new DateOnly(2026, 9, 1));
        var (_, shop, till, card) = await WithAsync("2026-09");
        var at = new DateTimeOffset(2026, 9, 14, 10, 0, 0, TimeSpan.Zero);

        Assert.Equal("payment", await LimitAsync(till, shop, card, 5001, at));
        await PayAsync(till, shop, card, 5000, at);
        Assert.Equal("point-of-sale", await LimitAsync(till, shop, card, 501, at));
        await PayAsync(till, shop, card, 500, at);
        var (other, otherTill) = await fund.AccreditAsync();
        Assert.Equal("day", await LimitAsync(otherTill, other, card, 501, at));
        await PayAsync(otherTill, other, card, 501, at.AddDays(1));
        await fund.DecideAsync(
            SetPaymentRules.Kind, new SetPaymentRules(), new DateOnly(2026, 10, 1));
    }

    [Fact]
    public async Task Above_balance_and_limit_the_tighter_is_said_at_once_and_wine_is_not_the_limits_fault()
    {
        await fund.DecideAsync(
            SetPaymentRules.Kind, new SetPaymentRules(LargestPerDayCents: 5000),
            new DateOnly(2026, 3, 1));
        await fund.DecideAsync(
            SetPaymentRules.Kind, new SetPaymentRules(), new DateOnly(2026, 4, 1));
        await fund.DecideAsync(
            SetCategoryRates.Kind, new SetCategoryRates([new("wine", 0)]), new DateOnly(2026, 3, 1));
        var (_, shop, till, card) = await WithAsync("2026-03");
        var at = new DateTimeOffset(2026, 3, 14, 10, 0, 0, TimeSpan.Zero);
        await PayAsync(till, shop, card, 1000, at.AddDays(-1));
        await PayAsync(till, shop, card, 3000, at);

        // 60.00 in the wallet, 20.00 left that day.
        var both = await RefusedAsync(new { pointOfSaleId = shop, means = new { card }, amountCents = 8000 });
        Assert.Equal("above-limit", both.ProblemType());
        Assert.Equal("at most 50.00 MonA per day, 20.00 left: ask 60.00 in euros", both.Detail());
        var wine = await RefusedAsync(new
        {
            pointOfSaleId = shop,
            means = new { card },
            basket = (object[])[new { category = "wine", amountCents = 1000 }],
        });
        Assert.Equal("nothing-in-mona", wine.ProblemType());
        Assert.Equal("nothing of this can be paid in MonA, ask 10.00 in euros", wine.Detail());
        Assert.Equal(1000, wine.Cents("eurosCents"));

        // 20.00 in the wallet, 50.00 left that day: the wallet is what is tighter.
        await PayAsync(till, shop, card, 2000, at);
        await PayAsync(till, shop, card, 2000, at.AddDays(1));
        at = at.AddDays(2);
        var few = await RefusedAsync(new { pointOfSaleId = shop, means = new { card }, amountCents = 8000 });
        Assert.Equal("balance 20.00, ask 60.00 in euros", few.Detail());

        Task<JsonElement> RefusedAsync(object body) =>
            till.PostAsync(Payments, body, HttpStatusCode.Conflict, NewKey(), at);
    }

    static async Task<string?> LimitAsync(
        HttpClient till, Guid shop, string card, long cents, DateTimeOffset at)
    {
        var refused = await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card }, amountCents = cents },
            HttpStatusCode.Conflict, NewKey(), at);
        Assert.Equal("above-limit", refused.ProblemType());
        return refused.GetProperty("per").GetString();
    }

    static Task<JsonElement> PayAsync(
        HttpClient till, Guid shop, string card, long cents, DateTimeOffset at) => till.PostAsync(
        Payments, new { pointOfSaleId = shop, means = new { card }, amountCents = cents }, key: NewKey(),
        at: at);

    static Task<JsonElement> AuthoriseAsync(
        HttpClient till, Guid shop, string card, long cents, DateTimeOffset? at = null) => till.PostAsync(
        Payments, new { pointOfSaleId = shop, means = new { card }, amountCents = cents, capture = false },
        key: NewKey(), at: at);

    async Task<(Guid Household, Guid Shop, HttpClient Till, string Card)> WithAsync(string period)
    {
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var (_, card) = await fund.CardAsync(household);
        await fund.AllocateAsync(period, (household, [40]));
        return (household, shop, till, card);
    }

    async Task<(long Balance, long Available)> WalletAsync(Guid household)
    {
        var wallet = await fund.Treasurer.ReadAsync($"{Fund.Root}/wallets/{household}");
        return (
            wallet.GetProperty("balanceCents").GetInt64(), wallet.GetProperty("availableCents").GetInt64());
    }
}
