using Caisse.Support.Browsing;
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

    /// <summary>The same with a camera, which sees a film.</summary>
    internal static async Task<TillWindow> OpenWithCameraAsync(MarketPlatform platform, string film)
    {
        var till = new TillWindow(await Chromium.OpenWithCameraAsync(film, "fr-FR"), platform.Address);
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
        var digits = Page.Locator("#code-digits");
        await digits.Locator("span").Nth(1).WaitForAsync();
        var code = await digits.InnerTextAsync();
        await Support.Http.PostAsync(
            caisse.Coordinator, $"{caisse.Root}/points-of-sale/{caisse.Shop}/tills", new { pairingCode = code });
        await Page.Locator("#amount-keys").WaitForAsync();
        await ReadyAsync();
    }

    internal Task ReadyAsync() => Page.Locator("html[data-ready]").WaitForAsync(
        new() { State = WaitForSelectorState.Attached });

    /// <summary>Waits until it has kept what it needs to start without network.</summary>
    internal Task KeptForOfflineAsync() => Page.EvaluateAsync(
        "async () => { await navigator.serviceWorker.ready; }");

    /// <summary>From now on the platform gets payments and pays; the till never hears.</summary>
    internal Task LoseAnswersAsync() => Page.RouteAsync("**/payments", async route =>
    {
        await route.FetchAsync();
        await route.AbortAsync();
    });

    /// <summary>Types an amount on the keys of the screen: "1250" is 12.50.</summary>
    internal async Task TypeAsync(string digits)
    {
        foreach (var key in digits == "00" ? [digits] : digits.Select(digit => digit.ToString()))
        {
            await Page.Locator($"#amount-keys [data-key='{key}']").ClickAsync();
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
        // There is no camera here, so the field comes by itself.
        var form = Page.Locator("#typed-form");
        await form.WaitForAsync();
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
        try
        {
            await screen.WaitForAsync();
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(
                $"{name} is not shown; the till complained: {string.Join('\n', window.Complaints)}", late);
        }
        return (await screen.InnerTextAsync()).Replace('\u00a0', ' ').Replace('\u202f', ' ');
    }

    /// <summary>What a code says, read from a picture of it as a camera would see it.</summary>
    internal Task<string> ReadPictureAsync(byte[] png) => Page.EvaluateAsync<string>(
        """
        async png => {
          await import("/encaisser/jsqr.js");
          const image = new Image();
          image.src = `data:image/png;base64,${png}`;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width + 80, image.height + 80);
          const context = canvas.getContext("2d");
          context.fillStyle = "#fff";
          context.fillRect(0, 0, canvas.width, canvas.height);
          context.drawImage(image, 40, 40);
          const frame = context.getImageData(0, 0, canvas.width, canvas.height);
          return jsQR(frame.data, frame.width, frame.height)?.data ?? "";
        }
        """,
        Convert.ToBase64String(png));

    /// <summary>Opens a payment of today by its number.</summary>
    internal async Task OpenPaymentAsync(int number)
    {
        await NextAsync();
        await Page.Locator("#to-today").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Ouvrir le paiement n° {number}" }).First.ClickAsync();
        await ScreenAsync("payment");
    }

    internal async Task RefundAsync(string amount)
    {
        await Page.Locator("#refund-amount").FillAsync(amount);
        await Button("Rendre").ClickAsync();
        await Button("Oui, rendre").ClickAsync();
    }

    /// <summary>Everything it keeps on the device that is text.</summary>
    internal Task<string> KeptAsync() => Page.EvaluateAsync<string>(
        """
        async () => {
          const store = await import("/encaisser/store.js");
          const device = await Promise.all(["till", "rules", "counter", "skew"].map(store.read));
          return JSON.stringify([device, await store.offline(), await store.journal(), { ...localStorage }]);
        }
        """);

    internal ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    internal async Task NextAsync() => await Button("Suivant").ClickAsync();

    public ValueTask DisposeAsync() => window.DisposeAsync();
}
