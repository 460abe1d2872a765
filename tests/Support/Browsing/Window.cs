using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Caisse.Support.Browsing;

/// <summary>A page in a window, and what it complained of and asked for since it was opened.</summary>
public sealed class Window : IAsyncDisposable
{
    /// <summary>Pages are heavy, and other tests run beside.</summary>
    const float PatienceMilliseconds = 60_000;

    /// <summary>Pictures are kept where this names a directory.</summary>
    const string PicturesVariable = "CAISSE_PICTURES";

    readonly IBrowserContext context;

    Window(IBrowserContext context, IPage page) => (this.context, Page) = (context, page);

    /// <summary>What is shown in it.</summary>
    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, violated policies among them.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>Fails with everything that the console complained of.</summary>
    public void ShouldNotComplain() => Assert.True(Complaints.IsEmpty, string.Join('\n', Complaints));

    /// <summary>Addresses it asked for, but for data that it holds itself.</summary>
    public ConcurrentQueue<Uri> Asked { get; } = [];

    /// <summary>A new page in a context.</summary>
    public static async Task<Window> OfAsync(IBrowserContext context)
    {
        context.SetDefaultTimeout(PatienceMilliseconds);
        var window = new Window(context, await context.NewPageAsync());
        window.Page.Console += (_, said) =>
        {
            if (said.Type is "error" or "warning")
            {
                window.Complaints.Enqueue($"{said.Type}: {said.Text} ({said.Location})");
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

    /// <summary>Resolves once whatever fades in or moves has come to its end.</summary>
    const string AtRest =
        """
        Promise.all(document.getAnimations()
            .filter(one => one.effect?.getComputedTiming().endTime !== Infinity)
            .map(one => one.finished.catch(() => {})))
        """;

    /// <summary>
    /// Fails with every violation of WCAG and of good practice that axe finds once the page is at rest: half of
    /// a colour is none that anybody has to read.
    /// </summary>
    public async Task ShouldBeAccessibleAsync(string state)
    {
        await Page.EvaluateAsync(AtRest);
        var found = await Page.RunAxe();
        var violations = found.Violations.SelectMany(violation => violation.Nodes.Select(
            node => $"{state}: {violation.Id} ({violation.Impact}): {node.Html}")).ToList();
        await KeepPictureAsync(state);
        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.NotEmpty(found.Passes);
    }

    /// <summary>What sticks out to the right, where the page is wider than its window.</summary>
    const string TooWide =
        """
        document.documentElement.scrollWidth <= innerWidth ? [] : [...document.body.querySelectorAll("*")]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.outerHTML.slice(0, 200))
        """;

    /// <summary>Nobody has to scroll sideways.</summary>
    public async Task ShouldFitAsync(string state) => Assert.Empty(
        (await Page.EvaluateAsync<string[]>(TooWide)).Select(element => $"{state}: {element}"));

    /// <summary>Whether its machine has a network.</summary>
    public Task SetOfflineAsync(bool isOffline) => context.SetOfflineAsync(isOffline);

    /// <summary>Another page of the same browser: what one keeps, the other finds.</summary>
    public Task<IPage> OpenAnotherAsync() => context.NewPageAsync();

    /// <summary>Keeps a picture of the whole page where somebody asked for pictures, to be looked at.</summary>
    public async Task KeepPictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } directory)
        {
            var file = string.Concat(name.Select(letter => char.IsLetterOrDigit(letter) ? letter : '-'));
            await Page.ScreenshotAsync(
                new() { Path = Path.Combine(directory, $"{file.Trim('-')}.png"), FullPage = true });
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => context.DisposeAsync();
}
