using System.Net;
using System.Text.Json;
using Caisse.Rules;
using Caisse.Support;
using static Caisse.Wallet.Tests.Fund;
using static Caisse.Wallet.Tests.MeansFund;

namespace Caisse.Wallet.Tests;

public sealed class PaymentRequestTests(Fund fund) : IClassFixture<Fund>
{
    const string Requests = $"{Root}/payment-requests";

    static readonly DateTimeOffset Noon = new(2026, 10, 5, 12, 3, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_till_asks_a_member_sees_and_pays_and_the_till_is_told()
    {
        var at = await fund.ShoppingAsync("2026-02");
        var asked = await AskAsync(at, new { pointOfSaleId = at.Shop, amountCents = 2500 });
        Assert.Equal($"caisse:request:{asked.Id()}", asked.Text("code"));
        var seen = await at.Member.ReadAsync($"{Requests}/{asked.Id()}", at: Noon);
        Assert.Equal("waiting", seen.Text("state"));

        var paid = await PayAsync(at, asked, Noon);
        Assert.Equal(7500, paid.Cents("balanceCents"));
        var told = await at.Till.ReadAsync($"{Requests}/{asked.Id()}", at: Noon);
        Assert.Equal(("paid", paid.Id()), (told.Text("state"), told.GetProperty("paymentId").GetGuid()));
        var again = await PayAsync(at, asked, Noon.AddMinutes(9), HttpStatusCode.Conflict);
        Assert.Equal("already paid at 14:03", again.Detail());
        var late = await CancelAsync(at, asked, Noon, HttpStatusCode.Conflict);
        Assert.Equal("already paid at 14:03", late.Detail());
    }

    [Fact]
    public async Task A_basket_is_shown_at_the_rates_and_paid_as_it_was_asked_for()
    {
        await fund.DecideAsync(
            SetCategoryRates.Kind, new SetCategoryRates([new("two hearts", 70)]),
            new DateOnly(2026, 1, 1));
        var at = await fund.ShoppingAsync("2026-03");
        object[] basket =
        [
            new { category = "two hearts", amountCents = 1000 },
            new { category = "bread", amountCents = 200 },
        ];
        var asked = await AskAsync(at, new { pointOfSaleId = at.Shop, basket });
        Assert.Equal((1200, 900, 300), Amounts(asked));
        var paid = await PayAsync(at, asked, Noon);
        Assert.Equal((900, 300), (paid.Cents("monaCents"), paid.Cents("eurosCents")));
        var told = await at.Till.ReadAsync($"{Requests}/{asked.Id()}");
        Assert.Equal((1200, 900, 300), Amounts(told));
        Assert.Equal(700, told.GetProperty("lines")[0].Cents("monaCents"));
    }

    [Fact]
    public async Task A_request_expires_after_five_minutes_or_is_cancelled_and_says_so()
    {
        var at = await fund.ShoppingAsync("2026-04");
        var asked = await AskAsync(at, new { pointOfSaleId = at.Shop, amountCents = 100 });
        var seen = await at.Till.ReadAsync($"{Requests}/{asked.Id()}", at: Noon.AddMinutes(5));
        Assert.Equal("expired", seen.Text("state"));
        var late = await PayAsync(at, asked, Noon.AddMinutes(5), HttpStatusCode.Conflict);
        Assert.Equal("expired at 14:08, ask the point of sale for a new one", late.Detail());

        var second = await AskAsync(at, new { pointOfSaleId = at.Shop, amountCents = 100 });
        await CancelAsync(at, second, Noon, HttpStatusCode.OK);
        var cancelled = await PayAsync(at, second, Noon, HttpStatusCode.Conflict);
        Assert.Equal("cancelled by the point of sale at 14:03", cancelled.Detail());
        Assert.Equal(10000, await fund.BalanceAsync(at.Household));
    }

    [Fact]
    public async Task One_request_is_paid_once_by_many_at_the_same_instant()
    {
        var at = await fund.ShoppingAsync("2026-05");
        var asked = await AskAsync(at, new { pointOfSaleId = at.Shop, amountCents = 100 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => at.Member.SendJsonAsync(
            HttpMethod.Post, Payments, Paying(at, asked), NewKey(), Noon)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(9900, await fund.BalanceAsync(at.Household));
    }

    [Fact]
    public async Task Another_shop_s_till_neither_asks_nor_sees_nor_cancels()
    {
        var (at, other) = (await fund.ShoppingAsync("2026-06"), await fund.AccreditAsync());
        await other.Till.PostAsync(
            Requests, new { pointOfSaleId = at.Shop, amountCents = 100 }, HttpStatusCode.Forbidden);
        var asked = await AskAsync(at, new { pointOfSaleId = at.Shop, amountCents = 100 });
        await other.Till.ReadAsync($"{Requests}/{asked.Id()}", HttpStatusCode.NotFound);
        await CancelAsync(at with { Till = other.Till }, asked, Noon, HttpStatusCode.NotFound);
        var elsewhere = await PayAsync(
            at with { Shop = other.PointOfSale }, asked, Noon, HttpStatusCode.NotFound);
        Assert.Equal("not-found", elsewhere.ProblemType());
    }

    [Fact]
    public async Task A_suspended_shop_asks_for_nothing_and_a_request_needs_no_amount_when_paid()
    {
        var at = await fund.ShoppingAsync("2026-07");
        var asked = await AskAsync(at, new { pointOfSaleId = at.Shop, amountCents = 100 });
        var both = await at.Member.PostAsync(
            Payments,
            new
            {
                pointOfSaleId = at.Shop,
                means = new { household = at.Household },
                amountCents = 100,
                paymentRequestId = asked.Id(),
            }, HttpStatusCode.BadRequest, NewKey());
        Assert.Contains("amountCents", both.Detail(), StringComparison.Ordinal);
        await fund.StandAsync(at.Shop, "suspended", new DateOnly(2026, 10, 1), 2);
        var refused = await at.Till.PostAsync(
            Requests, new { pointOfSaleId = at.Shop, amountCents = 100 }, HttpStatusCode.Conflict, at: Noon);
        Assert.Equal("suspended since 2026-10-01", refused.Detail());
    }

    static (long, long, long) Amounts(JsonElement asked) =>
        (asked.Cents("amountCents"), asked.Cents("monaCents"), asked.Cents("eurosCents"));

    static Task<JsonElement> AskAsync(Shopping at, object body) =>
        at.Till.PostAsync(Requests, body, at: Noon);

    static object Paying(Shopping at, JsonElement asked) => new
    {
        pointOfSaleId = at.Shop,
        means = new { household = at.Household },
        paymentRequestId = asked.Id(),
    };

    static Task<JsonElement> PayAsync(
        Shopping at, JsonElement asked, DateTimeOffset when,
        HttpStatusCode expected = HttpStatusCode.Created) =>
        at.Member.PostAsync(Payments, Paying(at, asked), expected, NewKey(), when);

    static Task<JsonElement> CancelAsync(
        Shopping at, JsonElement asked, DateTimeOffset when, HttpStatusCode expected) =>
        at.Till.PostAsync($"{Requests}/{asked.Id()}/cancellation", null, expected, at: when);
}
