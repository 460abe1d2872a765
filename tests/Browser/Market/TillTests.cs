using Caisse.Rules;
using Caisse.Support;
using Caisse.Support.Browsing;
using Microsoft.Playwright;

namespace Caisse.Browser.Tests.Market;

/// <summary>Sales at a till in a browser, from the amount to "Payé" and to the ledger.</summary>
public sealed class TillTests(MarketPlatform platform) : IClassFixture<MarketPlatform>
{
    [Fact]
    public async Task A_card_pays_in_two_presses_and_a_reading_and_the_ledger_has_it()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);

        await till.SellAsync("1250", caisse.Card);

        Assert.Contains("Payé\n\n12,50 MonA", await till.ScreenAsync("paid"), StringComparison.Ordinal);
        await till.Page.GetByText("N° 1,").WaitForAsync();
        Assert.Equal(8_750, await caisse.BalanceAsync());
        Assert.Empty(till.Window.Complaints);
    }

    [Fact]
    public async Task A_household_shows_its_code_the_till_takes_it_and_both_see_the_payment()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        await using var household = await Chromium.OpenAsync(360, language: "fr-FR");
        await household.Page.GotoAsync(await caisse.HouseholdLinkAsync("/mon-espace/payer"));
        var code = await till.ReadPictureAsync(await household.Page.Locator("#code svg").ScreenshotAsync());
        Assert.StartsWith("caisse:qr:", code, StringComparison.Ordinal);

        await till.SellAsync("860", code);

        Assert.Contains("8,60 MonA", await till.ScreenAsync("paid"), StringComparison.Ordinal);
        await household.Page.GotoAsync(platform.At("/mon-espace"));
        var seen = Plain(await household.Page.Locator("main").InnerTextAsync());
        Assert.Contains("91,40 MonA", seen, StringComparison.Ordinal);
        Assert.Contains("8,60", seen, StringComparison.Ordinal);

        await till.NextAsync();
        await till.SellAsync("100", code);
        Assert.Contains(
            "Ce code a déjà servi. En demander un nouveau.", await till.ScreenAsync("refused"),
            StringComparison.Ordinal);
        Assert.Equal(9_140, await caisse.BalanceAsync());
    }

    [Fact]
    public async Task A_refusal_says_what_is_missing_and_takes_what_is_there_and_asks_for_the_rest_in_euros()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        var card = await caisse.NewCardAsync();

        await till.SellAsync("10360", card);
        var refused = await till.ScreenAsync("refused");
        Assert.Contains("Il manque 3,60 MonA sur ce porte-monnaie.", refused, StringComparison.Ordinal);
        Assert.Contains("Rien n’a été pris.", refused, StringComparison.Ordinal);
        Assert.Equal(10_000, await caisse.BalanceAsync());
        await till.Page.Locator("#refused-take").ClickAsync();

        var paid = await till.ScreenAsync("paid");
        Assert.Contains("100,00 MonA", paid, StringComparison.Ordinal);
        Assert.Contains("Demander aussi 3,60 €", paid, StringComparison.Ordinal);
        Assert.Equal(0, await caisse.BalanceAsync());
    }

    [Fact]
    public async Task A_large_amount_asks_for_the_PIN_and_a_wrong_one_says_how_many_tries_are_left()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);

        await till.SellAsync("2500", caisse.Card);
        await till.ScreenAsync("pin");
        await till.TypePinAsync("1234");
        await till.Page.GetByText("Code faux. Encore 2 essais.").WaitForAsync();
        await till.TypePinAsync(MarketCaisse.Pin);

        Assert.Contains("25,00 MonA", await till.ScreenAsync("paid"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_basket_is_paid_by_category_and_the_rest_asked_for_in_euros()
    {
        var caisse = await MarketCaisse.FoundAsync(
            platform, rates: new SetCategoryRates([new CategoryRate("wine", 30)]));
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        await till.TypeAsync("1000");
        await till.Page.Locator(".category-key", new() { HasText = "Vin" }).ClickAsync();
        await till.TypeAsync("500");
        await till.Page.Locator("#to-read").ClickAsync();
        await till.Page.GetByText("Choisissez la catégorie de ce montant.").WaitForAsync();
        await till.Page.Locator("#amount-keys [data-key=erase]").ClickAsync();
        await till.Page.Locator("#amount-keys [data-key=erase]").ClickAsync();
        await till.Page.Locator("#amount-keys [data-key=erase]").ClickAsync();
        await till.Page.Locator("#to-read").ClickAsync();
        await till.TypeNumberAsync(caisse.Card);

        var paid = await till.ScreenAsync("paid");
        Assert.Contains("3,00 MonA", paid, StringComparison.Ordinal);
        Assert.Contains("Demander aussi 7,00 €", paid, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_is_given_back_in_part_and_then_wholly_and_never_more()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        await till.SellAsync("1250", caisse.Card);
        await till.ScreenAsync("paid");

        await till.OpenPaymentAsync(1);
        await till.Page.Locator("#refund-amount").FillAsync("12,51");
        await till.Button("Rendre").ClickAsync();
        await till.Page.GetByText("Il reste 12,50", new() { Exact = false }).WaitForAsync();
        await till.RefundAsync("2,50");
        Assert.Contains("2,50 MonA", await till.ScreenAsync("refunded"), StringComparison.Ordinal);
        Assert.Equal(9_000, await caisse.BalanceAsync());
        await till.Page.Locator("[data-screen=refunded] [data-go=today]").ClickAsync();
        await till.Page.GetByText("Rendu en partie").First.WaitForAsync();
        await till.Page.Locator("#day button", new() { HasText = "1" }).ClickAsync();
        await till.RefundAsync("10");

        Assert.Contains("10,00 MonA", await till.ScreenAsync("refunded"), StringComparison.Ordinal);
        Assert.Equal(10_000, await caisse.BalanceAsync());
        Assert.Empty(till.Window.Complaints);
    }

    [Fact]
    public async Task A_household_pays_what_the_till_shows()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        await till.TypeAsync("640");
        await till.Page.Locator("#to-read").ClickAsync();
        await till.Button("Montrer un code").ClickAsync();
        var shown = till.Page.Locator("#ask-picture[src^=blob]");
        await shown.WaitForAsync();
        var code = await till.ReadPictureAsync(await shown.ScreenshotAsync());
        Assert.StartsWith("caisse:request:", code, StringComparison.Ordinal);

        await caisse.PayRequestAsync(Guid.Parse(code.Split(':')[^1]));

        Assert.Contains("6,40 MonA", await till.ScreenAsync("paid"), StringComparison.Ordinal);
        Assert.Equal(9_360, await caisse.BalanceAsync());
    }

    [Fact]
    public async Task Keys_of_a_keyboard_are_enough_for_a_sale()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform, 1280);
        await till.LinkAsync(caisse);
        await till.Page.Keyboard.TypeAsync("430");
        await till.Page.Keyboard.PressAsync("Enter");
        await till.Page.Locator("#typed-form").WaitForAsync();
        for (var presses = 0; presses < 5; presses++)
        {
            await till.Page.Keyboard.PressAsync("Tab");
            if (await till.Page.EvaluateAsync<bool>("document.activeElement.id === 'typed'"))
            {
                break;
            }
        }
        await till.Page.Keyboard.TypeAsync(caisse.Card);
        await till.Page.Keyboard.PressAsync("Enter");

        Assert.Contains("4,30 MonA", await till.ScreenAsync("paid"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_a_till_cannot_be_exported_and_no_secret_is_kept_beside_it()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        await till.SellAsync("100", caisse.Card);
        await till.ScreenAsync("paid");

        Assert.Equal("false InvalidAccessError", await till.Page.EvaluateAsync<string>(
            """
            async () => {
              const { read } = await import("/encaisser/store.js");
              const { privateKey } = await read("keys");
              const thrown = await crypto.subtle.exportKey("pkcs8", privateKey).catch(error => error.name);
              return `${privateKey.extractable} ${thrown}`;
            }
            """));
        var kept = await till.KeptAsync();
        Assert.DoesNotContain(caisse.Card, kept, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", kept, StringComparison.Ordinal);
        Assert.Empty(await till.Page.Context.CookiesAsync());
    }

    [Fact]
    public async Task A_till_that_was_ended_takes_nothing_and_says_so()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        var tills = await caisse.Coordinator.ReadAsync($"{caisse.Root}/points-of-sale/{caisse.Shop}/tills");
        await caisse.Coordinator.PostAsync(
            $"{caisse.Root}/tills/{tills.GetProperty("items")[0].Id()}/end", new { },
            System.Net.HttpStatusCode.OK);
        await Eventually.TrueAsync("it can sign in no more", () => caisse.IsShutOutAsync());
        // A new start has no token left.
        await till.StartAsync();

        Assert.Contains("Ce terminal est arrêté", await till.ScreenAsync("ended"), StringComparison.Ordinal);
    }

    static string Plain(string text) => text.Replace('\u00a0', ' ').Replace('\u202f', ' ');
}
