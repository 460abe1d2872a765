using Caisse.Support;
using Caisse.Support.Browsing;
using Microsoft.Playwright;

namespace Caisse.Browser.Tests.Market;

/// <summary>The bookkeeper of a point of sale: links a till, reads sales, gives back, downloads.</summary>
public sealed class BookkeeperTests(MarketPlatform platform) : IClassFixture<MarketPlatform>
{
    [Fact]
    public async Task A_bookkeeper_links_a_till_sees_its_sale_gives_it_back_and_ends_the_till()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await using var desk = await OpenAsync(caisse, "/point-de-vente/terminaux");
        await till.Page.GetByLabel("Nom du terminal").FillAsync("Marché du samedi");
        await till.Button("Montrer un code").ClickAsync();
        await till.Page.Locator("#code-digits span").Nth(1).WaitForAsync();
        await desk.Page.Locator("#Code").FillAsync("12");
        await Press(desk, "Relier");
        Assert.StartsWith("Erreur", await desk.Page.TitleAsync(), StringComparison.Ordinal);
        await desk.Page.Locator("#Code").FillAsync(await till.Page.Locator("#code-digits").InnerTextAsync());
        await Press(desk, "Relier");
        await desk.Page.GetByText("« Marché du samedi » est relié").WaitForAsync();
        await till.Page.Locator("#amount-keys").WaitForAsync();
        await till.SellAsync("1840", caisse.Card);
        await till.ScreenAsync("paid");

        await desk.Page.GotoAsync(platform.At("/point-de-vente/ventes"));
        await desk.Page.Locator("tbody a").First.ClickAsync();
        await desk.Page.GetByLabel("Montant à rendre").FillAsync("100");
        await Press(desk, "Rendre");
        await desk.Page.GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.Equal("100", await desk.Page.GetByLabel("Montant à rendre").InputValueAsync());
        await desk.Page.GetByLabel("Montant à rendre").FillAsync("8,40");
        await Press(desk, "Rendre");
        await Press(desk, "Oui, rendre");
        await desk.Page.GetByText("8,40 MonA rendus au foyer.").WaitForAsync();
        await desk.Page.ReloadAsync();
        Assert.Equal(9_000, await caisse.BalanceAsync());

        await desk.Page.GotoAsync(platform.At("/point-de-vente/terminaux"));
        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "Perdu, volé ou remplacé" }).ClickAsync();
        await Press(desk, "Arrêter ce terminal");
        await desk.Page.GetByText("« Marché du samedi » est arrêté").WaitForAsync();
        desk.ShouldNotComplain();
    }

    [Fact]
    public async Task A_shop_downloads_a_month_that_its_bookkeeper_can_add_up()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        foreach (var digits in new[] { "1250", "340" })
        {
            await till.SellAsync(digits, caisse.Card);
            await till.ScreenAsync("paid");
            await till.NextAsync();
        }
        await Eventually.TrueAsync("both are on the statement", async () => await TakenAsync(caisse) == 1_590);
        await using var desk = await OpenAsync(caisse, "/point-de-vente/releve");

        var download = await desk.Page.RunAndWaitForDownloadAsync(() =>
            desk.Page.GetByRole(AriaRole.Link, new() { Name = "Télécharger" }).ClickAsync());

        var lines = (await File.ReadAllTextAsync((await download.PathAsync())!)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var amounts = lines[1..^1].Select(line => line.Split(';')[4]).ToList();
        Assert.Equal(["12,50", "3,40"], amounts.OrderDescending().Reverse());
        Assert.Equal("15,90", lines[^1].Split(';')[4]);
    }

    [Fact]
    public async Task Whoever_works_at_no_point_of_sale_is_told_so()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var window = await Chromium.OpenAsync(360, language: "fr-FR");
        await window.Page.GotoAsync(await caisse.HouseholdLinkAsync("/point-de-vente"));

        await window.KeepPictureAsync("shop 360 nowhere");
        await window.Page.GetByText("Vous ne travaillez dans aucun point de vente ici").WaitForAsync();
    }

    /// <summary>What the statement of the last days has; sales reach it by events.</summary>
    static async Task<long> TakenAsync(MarketCaisse caisse)
    {
        var now = TimeProvider.System.GetUtcNow();
        var statement = await caisse.Treasurer.ReadAsync(
            $"{caisse.Root}/points-of-sale/{caisse.Shop}/statement"
            + $"?from={now.AddDays(-1):yyyy-MM-dd}&to={now.AddDays(1):yyyy-MM-dd}");
        return statement.GetProperty("grossCents").GetInt64();
    }

    static async Task<Window> OpenAsync(MarketCaisse caisse, string page)
    {
        var desk = await Chromium.OpenAsync(1280, language: "fr-FR");
        await desk.Page.GotoAsync(await caisse.BookkeeperLinkAsync(page));
        return desk;
    }

    static Task Press(Window window, string name) =>
        window.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

}
