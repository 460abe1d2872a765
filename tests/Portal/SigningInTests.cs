using System.Net;
using Caisse.Support.Browsing;
using Microsoft.Playwright;

namespace Caisse.Portal.Tests;

/// <summary>People who sign in, and what their household's pages show.</summary>
public sealed class SigningInTests : IAsyncLifetime
{
    static readonly string[] Own =
        ["/mon-espace", "/mon-espace/porte-monnaie", "/mon-espace/payer", "/mon-espace/cartes"];

    readonly RunningPortal portal = new();

    public Task InitializeAsync() => portal.InitializeAsync();

    public Task DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_household_sees_what_it_can_spend_and_every_movement(bool withScripts)
    {
        await using var window = await Chromium.OpenAsync(360, withScripts: withScripts);
        var page = window.Page;
        await page.GotoAsync(At("/mauguio"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Se connecter" }).ClickAsync();

        Assert.Equal("Bonjour Nadia", await page.Locator("h1").InnerTextAsync());
        Assert.Equal("63,40 MonA", (await page.Locator(".label .amount").InnerTextAsync()).Replace('\u00a0', ' '));
        Assert.Contains("12,00", await page.Locator(".label").InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Tout le relevé" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "octobre 2026" }).ClickAsync();
        Assert.Equal(2, await page.Locator("tbody tr").CountAsync());
        Assert.Contains("− 26,60 MonA", (await page.Locator("tbody").InnerTextAsync()).Replace('\u00a0', ' '), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 320)]
    public async Task The_pages_of_a_household_pass_axe_and_break_no_policy(ColorScheme scheme, int width)
    {
        await using var window = await Chromium.OpenAsync(width, scheme);
        foreach (var address in Own)
        {
            await window.Page.GotoAsync(At(address));
            Assert.Equal(address, new Uri(window.Page.Url).AbsolutePath);
            Assert.Empty(window.Complaints.Select(said => $"{address}: {said}"));
            await window.ShouldBeAccessibleAsync($"{address} {scheme}");
            await window.ShouldFitAsync(address);
            window.Complaints.Clear();
        }
    }

    [Fact]
    public async Task No_token_reaches_the_browser_and_nothing_is_kept_by_a_cache()
    {
        await using var window = await Chromium.OpenAsync(1280);
        var response = await window.Page.GotoAsync(At("/mon-espace"));
        var cookies = await window.Page.Context.CookiesAsync();

        Assert.DoesNotContain("eyJ", await window.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(cookies, cookie => cookie.Value.Contains("eyJ", StringComparison.Ordinal));
        var session = Assert.Single(cookies, cookie => cookie.Name == "portail");
        Assert.True(session.HttpOnly);
        Assert.Equal(SameSiteAttribute.Lax, session.SameSite);
        Assert.Contains("no-store", (await response!.AllHeadersAsync())["cache-control"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_card_is_blocked_in_two_presses_without_scripts()
    {
        await using var window = await Chromium.OpenAsync(360, withScripts: false);
        var page = window.Page;
        await page.GotoAsync(At("/mon-espace/cartes"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Perdue ou volée" }).ClickAsync();
        Assert.Empty(portal.Platform.Posted);
        await page.GetByRole(AriaRole.Button, new() { Name = "Bloquer cette carte" }).ClickAsync();

        Assert.Contains("La carte est bloquée", await page.GetByRole(AriaRole.Status).InnerTextAsync(), StringComparison.Ordinal);
        var sent = Assert.Single(portal.Platform.Posted);
        Assert.Equal("/v1/caisses/mauguio/cards/01a22d42-2222-753e-acec-5055c643cf01/block", sent.Path);
    }

    [Fact]
    public async Task A_code_to_show_is_drawn_and_counts_down()
    {
        await using var window = await Chromium.OpenAsync(360);
        await window.Page.GotoAsync(At("/mon-espace/payer"));

        Assert.Equal(1, await window.Page.GetByRole(AriaRole.Img, new() { Name = "Code à montrer en caisse" }).CountAsync());
        Assert.Matches("Bon encore (5[0-9]|60) secondes", await window.Page.GetByRole(AriaRole.Timer).InnerTextAsync());
    }

    [Fact]
    public async Task A_token_that_ends_is_renewed_by_one_request_of_many()
    {
        var cookies = await SignInAsync();
        portal.Platform.Identity.TokenLifetimeSeconds = 900;
        using var client = portal.Client(cookies);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => client.GetAsync(new Uri("/mon-espace", UriKind.Relative))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal((1, 0), (portal.Platform.Identity.Refreshed, portal.Platform.Identity.RefusedRefreshes));
    }

    [Fact]
    public async Task A_session_that_identity_ended_leads_back_to_signing_in()
    {
        var cookies = await SignInAsync();
        portal.Platform.Identity.HasEnded = true;
        using var client = portal.Client(cookies);
        using var answer = await client.GetAsync(new Uri("/mon-espace/cartes", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("/se-connecter?retour=%2Fmon-espace%2Fcartes", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_that_restarts_signs_nobody_out()
    {
        await using var window = await Chromium.OpenAsync(1280);
        await window.Page.GotoAsync(At("/mon-espace"));
        await portal.RestartAsync();
        await window.Page.GotoAsync(At("/mon-espace/cartes"));

        Assert.Equal("Vos cartes", await window.Page.Locator("h1").InnerTextAsync());
        Assert.DoesNotContain(window.Asked.SkipLast(1).TakeLast(3), asked => asked.AbsolutePath == "/oauth/authorize");
    }

    [Fact]
    public async Task Who_signed_out_is_signed_out_wherever_the_cookie_went()
    {
        await using var window = await Chromium.OpenAsync(1280);
        var page = window.Page;
        await page.GotoAsync(At("/mon-espace"));
        var before = await page.Context.CookiesAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Se déconnecter" }).ClickAsync();
        Assert.Equal("/", new Uri(page.Url).AbsolutePath);
        var stolen = new CookieContainer();
        stolen.Add(portal.Address, before.Where(cookie => cookie.Name == "portail")
            .Select(cookie => new System.Net.Cookie(cookie.Name, cookie.Value)).Single());
        using var client = portal.Client(stolen);
        using var answer = await client.GetAsync(new Uri("/mon-espace", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task A_balance_that_does_not_answer_costs_its_section()
    {
        portal.Platform.Away["/wallets/01a22d42-1111"] = true;
        await using var window = await Chromium.OpenAsync(1280);
        var response = await window.Page.GotoAsync(At("/mon-espace"));

        Assert.Equal(200, response!.Status);
        Assert.Contains("Vos MonA sont là", await window.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Signing_in_leads_to_no_address_of_others(string elsewhere)
    {
        await using var window = await Chromium.OpenAsync(1280);
        await window.Page.GotoAsync(At($"/se-connecter?retour={Uri.EscapeDataString(elsewhere)}"));

        Assert.Equal(At("/mon-espace"), window.Page.Url);
    }

    /// <summary>A session whose token is about to end.</summary>
    async Task<CookieContainer> SignInAsync()
    {
        portal.Platform.Identity.TokenLifetimeSeconds = 30;
        var cookies = new CookieContainer();
        using var client = portal.Client(cookies);
        var next = new Uri("/se-connecter?retour=/aide", UriKind.Relative);
        for (var steps = 0; steps < 10; steps++)
        {
            using var answer = await client.GetAsync(next);
            if (answer.Headers.Location is not { } location || location.ToString() == "/aide")
            {
                break;
            }
            next = location;
        }
        Assert.Contains(cookies.GetAllCookies(), cookie => cookie.Name == "portail");
        return cookies;
    }

    string At(string address) => new Uri(portal.Address, address).AbsoluteUri;
}
