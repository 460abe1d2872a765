using Caisse.Support.Browsing;
using Microsoft.Playwright;

namespace Caisse.Browser.Tests.Docs;

public sealed class DocsTests(DocumentedPlatform platform) : IClassFixture<DocumentedPlatform>
{
    const string Refund = "Give a payment back, wholly, in part or by line.";
    const string ListCaisses = "List the caisses of the platform.";
    const string LinkToListCaisses = "#tag/identity/GET/v1/caisses";
    const string LinkToRefund = "#tag/wallet/POST/v1/caisses/{caisse}/payments/{paymentId}/refunds";

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Whoever_reads_searches_and_tries_out_finds_no_barrier(int width, ColorScheme scheme)
    {
        await using var window = await Chromium.OpenAsync(width, scheme, language: "en-GB");
        await OpenAsync(window, "");
        await window.ShouldBeAccessibleAsync($"docs {width} {scheme}, introduction");
        await SearchAsync(window, "refund a payment");
        await window.ShouldBeAccessibleAsync($"docs {width} {scheme}, search");
        await window.Page.Keyboard.PressAsync("Escape");

        await OpenAsync(window, LinkToListCaisses);
        await Heading(window, ListCaisses).WaitForAsync();
        await window.ShouldBeAccessibleAsync($"docs {width} {scheme}, operation");
        await TryOutAsync(window, ListCaisses);
        await window.ShouldBeAccessibleAsync($"docs {width} {scheme}, request");
        await SignInAsync(window);
        await SendAsync(window);
        await Code(window).WaitForAsync();
        await window.ShouldBeAccessibleAsync($"docs {width} {scheme}, answer");
    }

    [Fact]
    public async Task Everything_comes_from_the_platform_itself_and_no_policy_is_violated()
    {
        await using var window = await Chromium.OpenAsync(1280, language: "en-GB");
        await OpenAsync(window, LinkToListCaisses);
        await SearchAsync(window, "refund a payment");
        await window.Page.Keyboard.PressAsync("Escape");
        await TryOutAsync(window, ListCaisses);

        window.ShouldNotComplain();
        Assert.NotEmpty(window.Asked);
        Assert.All(window.Asked, asked => Assert.Equal(platform.Address.Authority, asked.Authority));
        var links = await window.Page.Locator("a[href]").EvaluateAllAsync<string[]>(
            "links => links.map(link => link.href)");
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.Equal(platform.Address.Authority, new Uri(link).Authority));
    }

    [Fact]
    public async Task Search_finds_an_operation_by_what_it_does_and_leads_to_it()
    {
        await using var window = await Chromium.OpenAsync(1280, language: "en-GB");
        await OpenAsync(window, "");
        await SearchAsync(window, "refund a payment");
        await window.Page.GetByRole(AriaRole.Option).First.ClickAsync();

        await ShouldShowAsync(window, Refund);
        Assert.EndsWith(
            LinkToRefund, Uri.UnescapeDataString(window.Page.Url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deep_link_opens_the_operation_it_names()
    {
        await using var window = await Chromium.OpenAsync(1280, language: "en-GB");
        await OpenAsync(window, LinkToRefund);
        await ShouldShowAsync(window, Refund);
    }

    [Fact]
    public async Task One_signs_in_with_client_credentials_and_tries_out_with_the_token()
    {
        await using var window = await Chromium.OpenAsync(1280, language: "en-GB");
        await OpenAsync(window, LinkToListCaisses);
        await TryOutAsync(window, ListCaisses);
        await SignInAsync(window);
        var answer = await SendAsync(window);

        Assert.Equal(200, answer.Status);
        Assert.StartsWith("Bearer ", answer.Request.Headers["authorization"], StringComparison.Ordinal);
        Assert.Equal(
            new Uri(platform.Address, "/v1/caisses").AbsoluteUri,
            new Uri(answer.Url).GetLeftPart(UriPartial.Path));
        Assert.Contains("\"items\"", await Code(window).InnerTextAsync(), StringComparison.Ordinal);
    }

    async Task OpenAsync(Window window, string fragment)
    {
        await window.Page.GotoAsync(new Uri(platform.Docs, fragment).ToString());
        await window.Page.ReloadAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
    }

    static async Task SearchAsync(Window window, string words)
    {
        await window.Page.Keyboard.PressAsync("Control+k");
        await window.Page.GetByRole(AriaRole.Combobox).FillAsync(words);
        await window.Page.GetByRole(AriaRole.Option).First.WaitForAsync();
    }

    static ILocator Heading(Window window, string title) =>
        window.Page.GetByRole(AriaRole.Heading, new() { Name = title });

    static Task ShouldShowAsync(Window window, string title) =>
        Assertions.Expect(Heading(window, title)).ToBeInViewportAsync();

    static async Task TryOutAsync(Window window, string title)
    {
        var operation = window.Page.Locator("section").Filter(new() { Has = Heading(window, title) }).Last;
        await operation.GetByRole(AriaRole.Button, new() { Name = "Test Request" }).ClickAsync();
        await Client(window).WaitForAsync();
    }

    static ILocator Client(Window window) => window.Page.Locator("[role=dialog].scalar-client");

    static ILocator Code(Window window) => Client(window).Locator(".cm-content").First;

    static async Task SignInAsync(Window window)
    {
        var client = Client(window);
        await client.GetByRole(AriaRole.Textbox, new() { Name = "Client ID" }).First
            .FillAsync(DocumentedPlatform.ClientId);
        await client.Locator(".scalar-password-input").First.FillAsync(DocumentedPlatform.ClientSecret);
        var token = await window.Page.RunAndWaitForResponseAsync(
            () => client.GetByRole(AriaRole.Button, new() { Name = "Authorize" }).First.ClickAsync(),
            response => response.Url.EndsWith("/oauth/token", StringComparison.Ordinal));
        Assert.Equal(200, token.Status);
        // It has the token, and not only the answer that brings it.
        await client.GetByRole(AriaRole.Button, new() { Name = "Clear tokens" }).First.WaitForAsync();
    }

    static Task<IResponse> SendAsync(Window window) => window.Page.RunAndWaitForResponseAsync(
        () => Client(window).GetByRole(AriaRole.Button, new() { Name = "Send" }).First.ClickAsync(),
        response => new Uri(response.Url).AbsolutePath == "/v1/caisses");
}
