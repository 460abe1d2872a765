using Caisse.Browser.Tests.Browsing;
using Microsoft.Playwright;

namespace Caisse.Browser.Tests.Market;

/// <summary>A till in a browser, as somebody behind a counter uses it: by what the screen says.</summary>
sealed class TillWindow(Window window, Uri platform) : IAsyncDisposable
{
    internal IPage Page => window.Page;

    internal Window Window => window;

    /// <summary>Opens the till on a new device, which is nobody's till yet.</summary>
    internal static async Task<TillWindow> OpenAsync(
        MarketPlatform platform, int width = 360, ColorScheme scheme = ColorScheme.Light, string language = "fr-FR")
    {
        var till = new TillWindow(await Chromium.OpenAsync(width, scheme, language), platform.Address);
        await till.StartAsync();
        return till;
    }

    internal async Task StartAsync()
    {
        await Page.GotoAsync(new Uri(platform, "/encaisser").AbsoluteUri);
        await ReadyAsync();
    }

    /// <summary>Asks for a code and has it typed by the bakery; then it is a till.</summary>
    internal async Task LinkAsync(MarketCaisse caisse, string name = "Comptoir")
    {
        await Page.GetByLabel("Nom du terminal").FillAsync(name);
        await Button("Montrer un code").ClickAsync();
        var code = await Page.Locator("#code-digits").InnerTextAsync();
        await Support.Http.PostAsync(
            caisse.Coordinator, $"{caisse.Root}/points-of-sale/{caisse.Shop}/tills", new { pairingCode = code });
        await Page.Locator("#amount-keys").WaitForAsync();
        await ReadyAsync();
    }

    internal Task ReadyAsync() => Page.Locator("html[data-ready]").WaitForAsync(
        new() { State = WaitForSelectorState.Attached });

    /// <summary>Types an amount on the keys of the screen: "1250" is 12.50.</summary>
    internal async Task TypeAsync(string digits)
    {
        foreach (var digit in digits)
        {
            await Page.Locator($"#amount-keys [data-key='{digit}']").ClickAsync();
        }
    }

    /// <summary>An ordinary sale, the number typed instead of read.</summary>
    internal async Task SellAsync(string digits, string number)
    {
        await TypeAsync(digits);
        await Page.Locator("#to-read").ClickAsync();
        await TypeNumberAsync(number);
    }

    internal async Task TypeNumberAsync(string number)
    {
        var form = Page.Locator("#typed-form");
        // Without a camera the field comes by itself.
        await Page.Locator("#typed-form:not([hidden]), #to-typed:not([hidden])").First.WaitForAsync();
        if (!await form.IsVisibleAsync())
        {
            await Button("Taper le numéro").ClickAsync();
        }
        await Page.Locator("#typed").FillAsync(number);
        await form.Locator("button").ClickAsync();
    }

    internal async Task TypePinAsync(string pin)
    {
        foreach (var digit in pin)
        {
            await Page.Locator($"#pin-keys [data-key='{digit}']").ClickAsync();
        }
    }

    /// <summary>Waits until a screen is shown, and answers what is on it.</summary>
    internal async Task<string> ScreenAsync(string name)
    {
        var screen = Page.Locator($"[data-screen='{name}']");
        await screen.WaitForAsync();
        return (await screen.InnerTextAsync()).Replace('\u00a0', ' ').Replace('\u202f', ' ');
    }

    internal ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    internal async Task NextAsync() => await Button("Suivant").ClickAsync();

    public ValueTask DisposeAsync() => window.DisposeAsync();
}
