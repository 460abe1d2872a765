using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Caisse.Browser.Tests.Browsing;

/// <summary>A page in a window, and what it complained of and asked for since it was opened.</summary>
sealed class Window : IAsyncDisposable
{
    /// <summary>Pages are heavy, and other tests run beside.</summary>
    const float PatienceMilliseconds = 60_000;

    /// <summary>Pictures are kept where this names a directory.</summary>
    const string PicturesVariable = "CAISSE_PICTURES";

    readonly IBrowserContext context;

    Window(IBrowserContext context, IPage page) => (this.context, Page) = (context, page);

    internal IPage Page { get; }

    /// <summary>Errors and warnings of the console, violated policies among them.</summary>
    internal ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>Addresses it asked for, but for data that it holds itself.</summary>
    internal ConcurrentQueue<Uri> Asked { get; } = [];

    internal static async Task<Window> OfAsync(IBrowserContext context)
    {
        context.SetDefaultTimeout(PatienceMilliseconds);
        var window = new Window(context, await context.NewPageAsync());
        window.Page.Console += (_, said) =>
        {
            if (said.Type is "error" or "warning")
            {
                window.Complaints.Enqueue($"{said.Type}: {said.Text}");
            }
        };
        window.Page.PageError += (_, error) =>
        {
            // A page that is left before it has faded in: the browser's own affair.
            if (!error.Contains("Transition was", StringComparison.Ordinal))
            {
                window.Complaints.Enqueue(error);
            }
        };
        window.Page.Request += (_, request) =>
        {
            var address = new Uri(request.Url);
            if (address.Scheme is not ("data" or "blob"))
            {
                window.Asked.Enqueue(address);
            }
        };
        return window;
    }

    /// <summary>A look takes longer than anything fades.</summary>
    const int MaxLooks = 3;

    /// <summary>
    /// Fails with every violation of WCAG and of good practice that axe finds as the page is now. What fades in
    /// is looked at again: half of a colour is none that anybody has to read.
    /// </summary>
    internal async Task ShouldBeAccessibleAsync(string state)
    {
        var found = await Page.RunAxe();
        for (var look = 1; look < MaxLooks && found.Violations.Length > 0; look++)
        {
            found = await Page.RunAxe();
        }
        var violations = found.Violations.SelectMany(violation => violation.Nodes.Select(
            node => $"{state}: {violation.Id} ({violation.Impact}): {node.Html}")).ToList();
        if (violations.Count > 0)
        {
            await KeepPictureAsync($"{state}, violations");
        }
        Assert.Empty(violations);
        Assert.NotEmpty(found.Passes);
    }

    /// <summary>Whether its machine has a network.</summary>
    internal Task SetOfflineAsync(bool isOffline) => context.SetOfflineAsync(isOffline);

    /// <summary>Another page of the same browser: what one keeps, the other finds.</summary>
    internal Task<IPage> OpenAnotherAsync() => context.NewPageAsync();

    /// <summary>Keeps a picture of the page where somebody asked for pictures.</summary>
    internal async Task KeepPictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } directory)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(directory, $"{name}.png"), FullPage = true });
        }
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
