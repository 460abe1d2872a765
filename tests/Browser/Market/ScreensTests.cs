using System.Text.RegularExpressions;
using Caisse.Rules;
using Caisse.Support.Browsing;
using Microsoft.Playwright;

namespace Caisse.Browser.Tests.Market;

/// <summary>
/// Every screen of the till and every page of a point of sale: axe finds nothing, nothing runs over the side,
/// and a picture is kept where somebody asked for pictures.
/// </summary>
public sealed partial class ScreensTests(MarketPlatform platform) : IClassFixture<MarketPlatform>
{
    static readonly string[] Pages = ["ventes", "releve", "remboursements", "terminaux", "fiche"];

    [Theory]
    [InlineData(320, false)]
    [InlineData(360, true)]
    [InlineData(1280, false)]
    public async Task No_screen_of_the_till_is_a_barrier(int width, bool isEvening)
    {
        var caisse = await MarketCaisse.FoundAsync(
            platform, rates: width == 1280 ? new SetCategoryRates([new("wine", 30), new("groceries", 0)]) : null);
        await using var till = await TillWindow.OpenAsync(platform, width, ColorScheme.Dark);
        var name = $"till {width} {(isEvening ? "evening" : "sun")}";
        await till.Page.EvaluateAsync($"localStorage.setItem('evening', '{(isEvening ? "yes" : "no")}')");
        await till.StartAsync();
        await LookAsync(till.Window, $"{name} 01 link");
        await till.Page.GetByLabel("Nom du terminal").FillAsync("Comptoir");
        await till.Button("Montrer un code").ClickAsync();
        await till.Page.Locator("#code-digits span").Nth(1).WaitForAsync();
        await LookAsync(till.Window, $"{name} 02 code");
        await till.Page.Locator("#code-again").ClickAsync();
        await till.LinkAsync(caisse);
        await till.KeptForOfflineAsync();
        await PlayAsync(till, caisse, name, width == 1280);
        await PlayOfflineAsync(till, caisse, name);
        // That there is no network, or that the platform refused, is said by the browser too.
        Assert.DoesNotContain(till.Window.Complaints, said => !Expected().IsMatch(said));
    }

    [GeneratedRegex(@"ERR_INTERNET_DISCONNECTED|status of 4\d\d .*/v1/caisses/")]
    private static partial Regex Expected();

    static async Task PlayAsync(TillWindow till, MarketCaisse caisse, string name, bool hasCategories)
    {
        await till.TypeAsync("860");
        if (hasCategories)
        {
            await till.Page.Locator(".category-key", new() { HasText = "Vin" }).ClickAsync();
        }
        await LookAsync(till.Window, $"{name} 03 amount");
        await till.Page.Locator("#to-read").ClickAsync();
        await till.Page.Locator("#typed-form").WaitForAsync();
        await LookAsync(till.Window, $"{name} 04 read");
        await till.TypeNumberAsync("17");
        await LookAsync(till.Window, $"{name} 05 mistyped");
        await till.TypeNumberAsync(caisse.Card);
        await till.Page.GetByText("N° 1,").WaitForAsync();
        await LookAsync(till.Window, $"{name} 06 paid");
        await till.NextAsync();
        await till.SellAsync("2400", caisse.Card);
        await till.ScreenAsync("pin");
        await till.TypePinAsync("12");
        await LookAsync(till.Window, $"{name} 07 pin");
        await till.Page.Locator("[data-screen=pin] [data-go=amount]").ClickAsync();
        await till.SellAsync("13000", await caisse.NewCardAsync());
        await till.ScreenAsync("refused");
        await LookAsync(till.Window, $"{name} 08 refused");
        await till.Button("Annuler").ClickAsync();
        await till.TypeAsync("640");
        await till.Page.Locator("#to-read").ClickAsync();
        await till.Button("Montrer un code").ClickAsync();
        await till.Page.Locator("#ask-picture[src^=blob]").WaitForAsync();
        await LookAsync(till.Window, $"{name} 09 ask");
        await till.Page.Locator("#ask-cancel").ClickAsync();
        await till.Page.Locator("#to-today").ClickAsync();
        await till.Page.Locator("#day tbody button").First.WaitForAsync();
        await LookAsync(till.Window, $"{name} 10 today");
        await till.Page.Locator("#day tbody button").First.ClickAsync();
        await LookAsync(till.Window, $"{name} 11 payment");
        await till.Page.Locator("#refund-amount").FillAsync("1");
        await till.Button("Rendre").ClickAsync();
        await LookAsync(till.Window, $"{name} 12 refund");
        await till.Button("Oui, rendre").ClickAsync();
        await till.ScreenAsync("refunded");
        await LookAsync(till.Window, $"{name} 13 refunded");
        await till.Page.Locator("[data-screen=refunded] [data-go=today]").ClickAsync();
        await till.Page.Locator("[data-screen=today] [data-go=device]").ClickAsync();
        await LookAsync(till.Window, $"{name} 14 device");
        await till.Page.Locator("[data-screen=device] [data-go=amount]").ClickAsync();
    }

    static async Task PlayOfflineAsync(TillWindow till, MarketCaisse caisse, string name)
    {
        await till.Window.SetOfflineAsync(true);
        await till.Page.GetByText("Pas de réseau : cartes seulement").WaitForAsync();
        await till.SellAsync("770", caisse.Card);
        await till.ScreenAsync("noted");
        await LookAsync(till.Window, $"{name} 15 noted");
        await till.NextAsync();
        await till.TypeAsync("420");
        await LookAsync(till.Window, $"{name} 16 offline");
        await till.Page.Locator("#noted").ClickAsync();
        await LookAsync(till.Window, $"{name} 17 queue");
        await till.Window.SetOfflineAsync(false);
        await till.Page.GetByText("Tout est envoyé.").WaitForAsync();
        await LookAsync(till.Window, $"{name} 18 sent");
    }

    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task No_page_of_a_point_of_sale_is_a_barrier(int width, ColorScheme scheme)
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        await using var till = await TillWindow.OpenAsync(platform);
        await till.LinkAsync(caisse);
        foreach (var digits in new[] { "1250", "340", "720" })
        {
            await till.SellAsync(digits, caisse.Card);
            await till.ScreenAsync("paid");
            await till.NextAsync();
        }
        await using var desk = await Chromium.OpenAsync(width, scheme, "fr-FR");
        await desk.Page.GotoAsync(await caisse.BookkeeperLinkAsync("/point-de-vente"));
        var name = $"shop {width} {scheme}";
        await LookAsync(desk, $"{name} 1 home");
        foreach (var (number, page) in Pages.Index())
        {
            await desk.Page.GotoAsync(platform.At($"/point-de-vente/{page}"));
            await LookAsync(desk, $"{name} {number + 2} {page}");
        }
        await desk.Page.GotoAsync(platform.At("/point-de-vente/ventes"));
        await desk.Page.Locator("tbody a").First.ClickAsync();
        await LookAsync(desk, $"{name} 7 sale");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Rendre", Exact = true }).ClickAsync();
        await LookAsync(desk, $"{name} 8 check");
        desk.ShouldNotComplain();
    }

    static async Task LookAsync(Window window, string state)
    {
        await window.KeepPictureAsync(state);
        await window.ShouldBeAccessibleAsync(state);
        var beyond = await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
        Assert.True(beyond <= 0, $"{state} runs {beyond} pixels over the side");
    }
}
