using Caisse.Contracts.Wallet;
using Caisse.Support;
using Microsoft.Playwright;

namespace Caisse.Browser.Tests.Market;

/// <summary>A till whose network is gone, or whose answers do not come.</summary>
public sealed class OfflineTillTests(MarketPlatform platform) : IClassFixture<MarketPlatform>
{
    [Fact]
    public async Task Two_cards_without_network_survive_a_new_start_and_are_on_the_ledger_once_it_is_back()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        await till.KeptForOfflineAsync();

        await till.Window.SetOfflineAsync(true);
        await till.Page.GetByText("Pas de réseau : cartes seulement").WaitForAsync();
        foreach (var digits in new[] { "770", "420" })
        {
            await till.SellAsync(digits, caisse.Card);
            await till.ScreenAsync("noted");
            await till.NextAsync();
        }
        await till.Page.GetByText("2 notés").WaitForAsync();
        Assert.Equal(10_000, await caisse.BalanceAsync());
        Assert.DoesNotContain(caisse.Card, await till.KeptAsync(), StringComparison.Ordinal);

        await till.Page.ReloadAsync();
        await till.ReadyAsync();
        await till.Page.GetByText("2 notés").WaitForAsync();

        await till.Window.SetOfflineAsync(false);
        await Eventually.TrueAsync("both are on the ledger", async () => await caisse.BalanceAsync() == 8_810);
        await till.Page.Locator("#to-today").ClickAsync();
        await till.Page.GetByText("Voir ce qui a été noté sans réseau").ClickAsync();
        var queue = await till.ScreenAsync("queue");
        Assert.Contains("Tout est envoyé.", queue, StringComparison.Ordinal);
        Assert.Contains("7,70", queue, StringComparison.Ordinal);
        var told = (await platform.Wallet.PublishedAsync<PaymentsCaptured>())
            .Where(one => one.Caisse == caisse.Slug).SelectMany(one => one.Payments);
        Assert.Equal([420L, 770L], told.Select(one => one.MonaCents).Order());
    }

    [Fact]
    public async Task A_card_pays_no_more_than_its_floor_in_a_day_and_codes_wait_for_the_network()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        await till.KeptForOfflineAsync();
        await till.Window.SetOfflineAsync(true);

        await till.SellAsync("1500", caisse.Card);
        await till.ScreenAsync("noted");
        await till.NextAsync();
        await till.SellAsync("600", caisse.Card);
        Assert.Contains(
            "Sans réseau, cette carte peut encore payer 5,00 MonA aujourd’hui.", await till.ScreenAsync("refused"),
            StringComparison.Ordinal);
        await till.Button("Annuler").ClickAsync();
        await till.SellAsync("100", "caisse:qr:AAAAAAAAAAAAAAAAAAAAAA");

        Assert.Contains(
            "Sans réseau, seules les cartes passent.", await till.ScreenAsync("refused"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_was_blocked_meanwhile_is_refused_later_and_the_till_says_which()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        await till.KeptForOfflineAsync();
        await till.Window.SetOfflineAsync(true);
        await till.SellAsync("300", "0123456789abcdef0123456789abcdef");
        await till.ScreenAsync("noted");
        await till.NextAsync();

        await till.Window.SetOfflineAsync(false);
        await till.Page.Locator("#noted").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await till.Page.Locator("#to-today").ClickAsync();
        await till.Page.GetByText("Voir ce qui a été noté sans réseau").ClickAsync();

        var queue = await till.ScreenAsync("queue");
        Assert.Contains("Refusé", queue, StringComparison.Ordinal);
        Assert.Contains("3,00", queue, StringComparison.Ordinal);
        Assert.Equal(10_000, await caisse.BalanceAsync());
    }

    [Fact]
    public async Task An_answer_that_did_not_come_is_asked_for_again_and_paid_once()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        await till.LoseAnswersAsync();

        await till.SellAsync("900", caisse.Card);
        Assert.Contains("Réponse perdue", await till.ScreenAsync("lost"), StringComparison.Ordinal);
        Assert.Equal(9_100, await caisse.BalanceAsync());
        await till.Page.UnrouteAllAsync();
        await till.Button("Redemander").ClickAsync();

        Assert.Contains("9,00 MonA", await till.ScreenAsync("paid"), StringComparison.Ordinal);
        Assert.Equal(9_100, await caisse.BalanceAsync());
    }

    [Fact]
    public async Task A_lost_answer_that_was_paid_after_all_is_pointed_out_in_the_list_of_the_day()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        await till.LoseAnswersAsync();
        await till.SellAsync("900", caisse.Card);
        await till.ScreenAsync("lost");
        await till.Page.UnrouteAllAsync();
        await till.Button("Demander des euros").ClickAsync();

        await till.Page.Locator("#to-today").ClickAsync();
        await till.Page.Locator("#day").GetByText("À vérifier").WaitForAsync();
        await till.Page.GetByRole(AriaRole.Button, new() { Name = "Ouvrir le paiement n° 1" }).First.ClickAsync();
        await till.RefundAsync("9");

        await till.ScreenAsync("refunded");
        Assert.Equal(10_000, await caisse.BalanceAsync());
    }
}
