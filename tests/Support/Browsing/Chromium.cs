using Microsoft.Playwright;

namespace Caisse.Support.Browsing;

/// <summary>Debian's Chromium, started once per run by whoever asks first, and gone with it.</summary>
public static class Chromium
{
    const string Program = "/usr/bin/chromium";

    static readonly Lazy<Task<IBrowser>> Started = new(() => StartAsync([]));

    /// <summary>
    /// Opens a window of its own: nothing is kept from another, and no longer than until it is disposed.
    /// </summary>
    /// <param name="width">In pixels: 360 is a telephone, 1280 a desk.</param>
    /// <param name="scheme">What the reader's system asks for.</param>
    /// <param name="language">Which language the reader's browser prefers.</param>
    /// <param name="withScripts">Whether it runs scripts.</param>
    public static async Task<Window> OpenAsync(
        int width, ColorScheme scheme = ColorScheme.Light, string language = "fr-FR", bool withScripts = true)
    {
        var browser = await Started.Value;
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 800 },
            ColorScheme = scheme,
            Locale = language,
            JavaScriptEnabled = withScripts,
        });
        return await Window.OfAsync(context);
    }

    /// <summary>
    /// Opens the one window of a browser of its own, whose camera sees a film (YUV4MPEG2) and is allowed.
    /// </summary>
    public static async Task<Window> OpenWithCameraAsync(string film, string language)
    {
        var browser = await StartAsync(
            "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
            $"--use-file-for-fake-video-capture={film}");
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = 360, Height = 800 },
            Locale = language,
            Permissions = Camera,
        });
        context.Close += async (_, _) => await browser.CloseAsync();
        return await Window.OfAsync(context);
    }

    static readonly string[] Camera = ["camera"];

    static async Task<IBrowser> StartAsync(params string[] more)
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException($"{Program} is missing: run eng/install-browser.sh.");
        }
        var playwright = await Playwright.CreateAsync();
        // Its sandbox needs what a container does not give; it only ever reads pages of this platform.
        return await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-dev-shm-usage", .. more] });
    }
}
