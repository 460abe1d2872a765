using System.Net;
using System.Text.Json;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>What happens at tills of real funds, with its numbers and words.</summary>
[Collection(PlatformTests.Name)]
public sealed class TillScenarioTests(Platform platform)
{
    static readonly object[] Basket =
    [
        new { category = "vegetables", amountCents = 1_200 },
        new { category = "cheese", amountCents = 1_000 },
        new { category = "groceries", amountCents = 500 },
    ];

    [Fact]
    public async Task At_Cadenet_a_basket_is_split_by_hearts_and_a_line_returned_gives_back_its_share()
    {
        var (fund, household, shops) = await Fund.OpenAsync(
            platform, "cadenet", null, ["Épicerie"], new SetAllocationScheme(15_000, 15_000));
        await fund.DecideAsync(SetCategoryRates.Kind, new SetCategoryRates(
            [new("vegetables", 100), new("cheese", 70), new("groceries", 30)]));
        var (_, card) = await fund.IssueCardAsync(household);

        var enough = await PaidAsync(fund.TryPayAsync(shops[0], card, basket: Basket));
        Assert.Equal([1_200, 700, 150], MonaOfLines(enough));
        Assert.Equal((2_050, 650, 12_950), Split(enough));

        await fund.PayAsync(shops[0], card, 11_450);
        var little = await PaidAsync(fund.TryPayAsync(shops[0], card, basket: Basket));
        Assert.Equal([878, 512, 110], MonaOfLines(little));
        Assert.Equal((1_500, 1_200, 0), Split(little));

        var returned = await fund.RefundAsync(shops[0], little, lines: [1]);
        Assert.Equal((512, 488, 512), Split(returned));
        Assert.Equal(512, await fund.BalanceAsync(household));
        await fund.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Suspended_between_authorisation_and_capture_it_is_paid_and_takes_nothing_more()
    {
        var (fund, household, shops) = await Fund.OpenAsync(platform, "suspended", null, ["Épicerie"]);
        var shop = shops[0];
        var (_, card) = await fund.IssueCardAsync(household);
        var authorised = await PaidAsync(fund.TryPayAsync(shop, card, 3_000, capture: false));
        Assert.Equal(("authorised", 10_000), (authorised.Text("state"), authorised.Cents("balanceCents")));

        fund.Now = Fund.At(2026, 1, 8);
        await fund.DecideAsync(
            SuspendPointOfSale.Kind, new SuspendPointOfSale(shop.Id, "Charte non respectée"));
        await Eventually.TrueAsync("the till hears that it is suspended", async () =>
            await fund.TryPayAsync(shop, "no such card", 1).DetailAsync() == "suspended since 2026-01-08");

        fund.Now = Fund.At(2026, 1, 9);
        Assert.Equal(
            "suspended since 2026-01-08",
            await fund.TryPayAsync(shop, card, 1_000, capture: false).DetailAsync());
        shop.Till.DefaultRequestHeaders.AcceptLanguage.ParseAdd("fr-FR");
        Assert.Equal(
            "suspendu depuis le 08/01/2026",
            await fund.TryPayAsync(shop, card, 1_000, capture: false).DetailAsync());
        var captured = await shop.Till.PostAsync(
            $"{fund.Root}/payments/{authorised.Id()}/capture", new { }, HttpStatusCode.OK, Calls.NewKey());
        Assert.Equal(
            ("captured", 3_000, 7_000),
            (captured.Text("state"), captured.Cents("monaCents"), captured.Cents("balanceCents")));

        await fund.StatementAsync(shop, fund.Today, fund.Today, movements: 1);
        Assert.Equal(3_000, (await fund.SettleAsync(fund.Today)).Cents("netCents"));
        Assert.Equal(3_000, (await fund.ShouldAgreeAsync()).Cents("settledCents"));
    }

    [Fact]
    public async Task A_voucher_or_a_code_that_was_used_or_is_too_old_says_so_and_is_never_not_found()
    {
        var (fund, household, shops) = await Fund.OpenAsync(platform, "spent", null, ["Épicerie"]);
        var shop = shops[0];
        var member = await fund.NameMemberAsync(household.MemberIds[0]);
        var printed = (await member.PostAsync(
            $"{fund.Root}/vouchers",
            new { householdId = household.Id, count = 2, valueCents = 500, expiresOn = "2026-01-31" },
            key: Calls.NewKey())).GetProperty("vouchers").EnumerateArray().ToList();
        object[] vouchers = [.. printed.Select(one => new { voucher = one.Text("serial") })];
        object[] codes = [await ShowAsync(fund, member, household), await ShowAsync(fund, member, household)];

        await PaidAsync(fund.TryPayWithAsync(shop, vouchers[0], 500));
        await PaidAsync(fund.TryPayWithAsync(shop, codes[0], 700));

        fund.Now = Fund.At(2026, 1, 5, 9, 2);
        await RefusedAsync(fund, shop, vouchers[0], "voucher redeemed on 2026-01-05 at 10:00");
        await RefusedAsync(fund, shop, codes[0], "code already used at 10:00");
        await RefusedAsync(fund, shop, codes[1], "code expired at 10:01, ask for a new one");
        fund.Now = Fund.At(2026, 2, 2);
        await RefusedAsync(fund, shop, vouchers[1], "voucher expired on 2026-01-31");
        await RefusedAsync(fund, shop, codes[0], "code already used on 2026-01-05 at 10:00");
        Assert.Equal(8_800, await fund.BalanceAsync(household));
    }

    static async Task<object> ShowAsync(Fund fund, HttpClient member, Household household)
    {
        var shown = await member.PostAsync(
            $"{fund.Root}/wallets/{household.Id}/qr", null, HttpStatusCode.OK);
        return new { qr = shown.Text("code") };
    }

    static async Task RefusedAsync(Fund fund, Shop shop, object means, string detail)
    {
        using var refused = await fund.TryPayWithAsync(shop, means, 500);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(detail, await refused.DetailAsync());
    }

    static async Task<JsonElement> PaidAsync(Task<HttpResponseMessage> paying)
    {
        using var response = await paying;
        return await response.ShouldBeAsync(HttpStatusCode.Created);
    }

    static long[] MonaOfLines(JsonElement payment) =>
        [.. payment.GetProperty("lines").EnumerateArray().Select(line => line.Cents("monaCents"))];

    static (long Mona, long Euros, long Balance) Split(JsonElement answer) =>
        (answer.Cents("monaCents"), answer.Cents("eurosCents"), answer.Cents("balanceCents"));
}
