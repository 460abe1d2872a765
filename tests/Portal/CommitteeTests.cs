using Caisse.Support.Browsing;
using Microsoft.Playwright;

namespace Caisse.Portal.Tests;

/// <summary>The committee's pages.</summary>
public sealed class CommitteeTests : IAsyncLifetime
{
    const string Proposal = "/comite/propositions/01a22d42-4444-753e-acec-5055c643cf01";

    static readonly string[] All =
    [
        "/comite", "/comite/propositions", Proposal, $"{Proposal}/vote", $"{Proposal}/vote/garde",
        "/comite/conventionnements", "/comite/membres", "/comite/proposer",
    ];

    readonly RunningPortal portal = new();

    public async Task InitializeAsync()
    {
        await portal.InitializeAsync();
        portal.Platform.Identity.Roles = ["member"];
    }

    public Task DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData(ColorScheme.Light, 1280, "fr-FR")]
    [InlineData(ColorScheme.Dark, 320, "en-GB")]
    public async Task Every_page_passes_axe_fits_its_window_and_breaks_no_policy(
        ColorScheme scheme, int width, string language)
    {
        await using var window = await Chromium.OpenAsync(width, scheme, language);
        foreach (var address in All)
        {
            var response = await window.Page.GotoAsync(At(address));
            Assert.Equal((address, 200), (address, response!.Status));
            Assert.Empty(window.Complaints.Select(said => $"{address}: {said}"));
            await window.ShouldBeAccessibleAsync($"{address} {scheme}");
            await window.ShouldFitAsync(address);
            window.Complaints.Clear();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_chosen_in_advance_and_one_press_alone_never_votes(bool withScripts)
    {
        await using var window = await Chromium.OpenAsync(360, withScripts: withScripts);
        var page = window.Page;
        await page.GotoAsync(At("/comite"));
        await page.GetByRole(AriaRole.Link, new() { Name = "50 MonA par enfant" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Changer mon vote" }).ClickAsync();
        Assert.Equal(0, await page.Locator("input[type=radio]:checked").CountAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Voter" }).ClickAsync();
        Assert.StartsWith("Erreur\u00a0:", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(portal.Platform.Posted);

        await page.GetByLabel("Je suis pour cette proposition").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Voter" }).ClickAsync();

        Assert.Contains("Votre vote est enregistré\u00a0: pour", await page.TitleAsync(), StringComparison.Ordinal);
        var sent = Assert.Single(portal.Platform.Posted);
        Assert.Equal("for", (string)sent.Body["choice"]!);
    }

    [Fact]
    public async Task A_vote_is_cast_by_keyboard_alone()
    {
        await using var window = await Chromium.OpenAsync(1280);
        var page = window.Page;
        await page.GotoAsync(At($"{Proposal}/vote"));
        await TabToAsync(page, "input[type=radio]");
        // A group of radio buttons is one stop: the last of them is reached by an arrow.
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("ArrowDown");
        await TabToAsync(page, "form[method=post] .button.large");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/vote/garde");

        Assert.Equal("against", (string)Assert.Single(portal.Platform.Posted).Body["choice"]!);
    }

    [Fact]
    public async Task A_proposal_is_read_again_before_it_is_made()
    {
        await using var window = await Chromium.OpenAsync(360, withScripts: false);
        var page = window.Page;
        await page.GotoAsync(At("/comite/proposer"));
        await page.GetByLabel("Ce que vous proposez, en une phrase").FillAsync("Ouvrir un soir par semaine");
        await page.GetByLabel("Pourquoi ?").FillAsync("Qui travaille ne peut pas venir le jour.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuer" }).ClickAsync();
        Assert.Equal("Relire avant de proposer", await page.Locator("h1").InnerTextAsync());
        Assert.Empty(portal.Platform.Posted);
        await page.GetByRole(AriaRole.Button, new() { Name = "Proposer", Exact = true }).ClickAsync();

        Assert.Equal("Ouvrir un soir par semaine", (string)Assert.Single(portal.Platform.Posted).Body["title"]!);
    }

    /// <summary>Goes on by Tab until something is in focus, as people without a mouse do.</summary>
    static async Task TabToAsync(IPage page, string selector)
    {
        for (var stops = 0; stops < 60; stops++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }
        Assert.Fail($"{selector} is not reached by Tab.");
    }

    string At(string address) => new Uri(portal.Address, address).AbsoluteUri;
}
