using System.Net;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>What happens in real funds, with its numbers.</summary>
[Collection(PlatformTests.Name)]
public sealed class ScenarioTests(Platform platform)
{
    static readonly DateTimeOffset Founded = Fund.At(2025, 12, 15);
    static readonly DateOnly Adult = new(1985, 3, 2);
    static readonly string[] VegetablesOnly = ["vegetables"];

    [Fact]
    public async Task In_Gironde_a_mother_with_two_children_receives_300_and_contributes_at_least_20()
    {
        var fund = await Fund.FoundAsync(
            platform, "gironde", Founded, new SetAllocationScheme(15_000, 7_500),
            new SetContributionScheme(1_000, 500));
        var family = await fund.AdmitAsync(
            Fund.Month(2026, 1), Adult, new DateOnly(2014, 5, 1), new DateOnly(2018, 5, 1));
        await fund.ReceiveGrantAsync(100_000);

        var quote = await fund.Coordinator.PostAsync(
            $"{fund.Root}/contribution-quotes", new { householdId = family.Id }, HttpStatusCode.OK);
        await fund.AllocateAsync(Fund.Month(2026, 1));

        Assert.Equal(2_000, quote.Cents("minimumCents"));
        Assert.Equal(30_000, await fund.BalanceAsync(family));
    }

    [Fact]
    public async Task Pressed_twice_or_at_two_tills_at_once_the_last_10_are_spent_once()
    {
        var (fund, household, shops) = await Fund.OpenAsync(platform, "last-ten", null, ["Épicerie", "Ferme"]);
        var (_, card) = await fund.IssueCardAsync(household);
        var key = Calls.NewKey();

        var pressed = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => fund.TryPayAsync(shops[0], card, 9_000, key: key)));
        var answers = await Task.WhenAll(
            pressed.Select(response => response.ShouldBeAsync(HttpStatusCode.Created)));
        Assert.Single(answers.Select(answer => answer.Id()).Distinct());
        Assert.Equal(1_000, await fund.BalanceAsync(household));

        var redeemed = await Task.WhenAll(shops.Select(shop => fund.TryPayAsync(shop, card, 1_000)));
        Assert.Single(redeemed, response => response.StatusCode == HttpStatusCode.Created);
        var refused = Assert.Single(redeemed, response => response.StatusCode != HttpStatusCode.Created);
        Assert.Equal("balance 0.00, ask 10.00 in euros", await refused.DetailAsync());
        Assert.Equal(0, await fund.BalanceAsync(household));
        await fund.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_birth_or_a_14th_birthday_after_the_freeze_counts_from_the_next_period()
    {
        var fund = await Fund.FoundAsync(
            platform, "lyon", Founded, new SetAllocationScheme(15_000, 7_500, 4_000, 14),
            new SetContributionScheme(100, 100));
        var family = await fund.AdmitAsync(Fund.Month(2026, 1), Adult, new DateOnly(2012, 1, 10));
        await fund.ReceiveGrantAsync(100_000);
        fund.Now = Fund.At(2026, 1, 5);
        await fund.AllocateAsync(Fund.Month(2026, 1));
        Assert.Equal(19_000, await fund.BalanceAsync(family));

        fund.Now = Fund.At(2026, 1, 12);
        await fund.JoinAsync(family, born: new DateOnly(2026, 1, 11), joinedOn: new DateOnly(2026, 1, 11));
        Assert.Equal(19_000, (await fund.AllocateAsync(Fund.Month(2026, 1))).Cents("totalCents"));
        Assert.Equal(19_000, await fund.BalanceAsync(family));

        fund.Now = Fund.At(2026, 2, 3);
        Assert.Equal(26_500, (await fund.AllocateAsync(Fund.Month(2026, 2))).Cents("totalCents"));
        Assert.Equal(19_000 + 26_500, await fund.BalanceAsync(family));
    }

    [Fact]
    public async Task A_refused_payment_says_what_the_cashier_can_do()
    {
        var (fund, household, shops) = await Fund.OpenAsync(platform, "words", VegetablesOnly, ["Épicerie"]);
        var shop = shops[0];
        var (_, card) = await fund.IssueCardAsync(household);
        var (lostId, lost) = await fund.IssueCardAsync(household);
        await fund.Coordinator.PostAsync($"{fund.Root}/cards/{lostId}/block", null, HttpStatusCode.OK);

        await DecideAllCategoriesAsync(fund, shop);
        await fund.PayAsync(shop, card, 9_160);
        Assert.Equal(
            "balance 8.40, ask 3.60 in euros", await fund.TryPayAsync(shop, card, 1_200).DetailAsync());
        Assert.Equal("card blocked", await fund.TryPayAsync(shop, lost, 100).DetailAsync());

        shop.Till.DefaultRequestHeaders.AcceptLanguage.ParseAdd("fr-FR");
        Assert.Equal(
            "solde 8,40, demander 3,60 en euros",
            await fund.TryPayAsync(shop, card, 1_200).DetailAsync());
        Assert.Equal("carte bloquée", await fund.TryPayAsync(shop, lost, 100).DetailAsync());
    }

    [Fact]
    public async Task A_point_of_sale_that_may_not_sell_wine_for_MonA_says_so()
    {
        var (fund, household, shops) = await Fund.OpenAsync(platform, "wine", VegetablesOnly, ["Caviste"]);
        var (_, card) = await fund.IssueCardAsync(household);
        object[] basket = [new { category = "wine", amountCents = 900 }];

        var refused = await fund.TryPayAsync(shops[0], card, basket: basket);

        Assert.Equal("not accredited for wine", await refused.DetailAsync());
    }

    [Fact]
    public async Task Three_wrong_PINs_at_10_to_2_lock_the_card_until_5_past_2()
    {
        var (fund, household, shops) = await Fund.OpenAsync(platform, "pin", null, ["Épicerie"]);
        var (_, card) = await fund.IssueCardAsync(household, "1234");
        // Clocks in Paris show one hour more in winter.
        fund.Now = Fund.At(2026, 1, 20, 12, 50);
        Assert.Equal(
            "wrong PIN, 2 tries left",
            await fund.TryPayAsync(shops[0], card, 100, pin: "9999").DetailAsync());
        Assert.Equal(
            "wrong PIN, 1 try left",
            await fund.TryPayAsync(shops[0], card, 100, pin: "9999").DetailAsync());
        Assert.Equal(
            "PIN locked until 14:05",
            await fund.TryPayAsync(shops[0], card, 100, pin: "9999").DetailAsync());

        fund.Now = Fund.At(2026, 1, 20, 13, 4);
        Assert.Equal(
            "PIN locked until 14:05",
            await fund.TryPayAsync(shops[0], card, 100, pin: "1234").DetailAsync());

        fund.Now = Fund.At(2026, 1, 20, 13, 6);
        using var paid = await fund.TryPayAsync(shops[0], card, 100, pin: "1234");
        await paid.ShouldBeAsync(HttpStatusCode.Created);
    }

    static async Task DecideAllCategoriesAsync(Fund fund, Shop shop)
    {
        fund.Now = Fund.At(2026, 1, 6);
        await fund.AccreditAsync(null, shop);
        // A plain amount is refused while the till hears of some categories only.
        await Eventually.TrueAsync("all categories are accredited", async () =>
        {
            using var response = await fund.TryPayAsync(shop, "no such card", 1);
            return await response.DetailAsync() == "this card was not issued by this fund";
        });
    }
}
