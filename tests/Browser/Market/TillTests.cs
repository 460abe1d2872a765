using Caisse.Support;
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
}
