namespace Caisse.Browser.Tests.Market;

/// <summary>A till whose camera sees a card: two presses and a reading.</summary>
public sealed class CameraTests(MarketPlatform platform) : IClassFixture<MarketPlatform>
{
    [Fact]
    public async Task A_till_reads_a_card_with_its_camera()
    {
        var caisse = await MarketCaisse.FoundAsync(platform);
        var film = await CodeVideo.WriteAsync(caisse.Card);
        try
        {
            await using var till = await TillWindow.OpenWithCameraAsync(platform, film);
            await till.LinkAsync(caisse);
            await till.TypeAsync("5");
            await till.TypeAsync("00");
            await till.Page.Locator("#to-read").ClickAsync();

            Assert.Contains("5,00 MonA", await till.ScreenAsync("paid"), StringComparison.Ordinal);
            Assert.Equal(9_500, await caisse.BalanceAsync());
            Assert.Empty(till.Window.Complaints);
        }
        finally
        {
            File.Delete(film);
        }
    }
}
