using Caisse.Support.Browsing;
using Microsoft.Playwright;

namespace Caisse.Portal.Tests;

/// <summary>What holds for every page that anyone may read.</summary>
public sealed class PublicPagesTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    const string Place = "01a22d42-0ba5-753e-acec-5055c643cf0";
    const string Draw = "01a22d42-92b4-7aea-8eaa-38f4ee88b880";

    /// <summary>What scripts add to a page: the map beside the list, asking where one is, checking here.</summary>
    const string WithoutMap =
        "document.querySelectorAll('#plan-lieu, #position, #verificateur').forEach(added => added.hidden = true)";

    static readonly string[] Addresses =
    [
        "/", "/mauguio", "/lattes", "/mauguio/points-de-vente", "/mauguio/points-de-vente?categorie=fish&pres=34130",
        "/mauguio/points-de-vente?categorie=cheese", $"/mauguio/points-de-vente/{Place}b",
        $"/mauguio/points-de-vente/{Place}c", $"/mauguio/points-de-vente/{Place}e", "/mauguio/decisions",
        "/lattes/decisions", "/mauguio/decisions/1", "/mauguio/decisions/2", "/mauguio/decisions/3",
        "/mauguio/decisions/4", "/mauguio/decisions/5", "/mauguio/decisions/6", "/mauguio/decisions/7",
        "/mauguio/regles", "/mauguio/regles?date=2025-11-01", "/lattes/regles", "/mauguio/tirages",
        "/lattes/tirages", $"/mauguio/tirages/{Draw}", "/mauguio/comptes", "/lattes/comptes", "/mauguio/rejoindre",
        "/mauguio/rejoindre/foyer", "/mauguio/rejoindre/adresse", "/mauguio/rejoindre/contact",
        "/mauguio/rejoindre/revenus", "/mauguio/rejoindre/accord", $"/mauguio/rejoindre/merci?numero={Place}b",
        "/aide", "/accessibilite", "/donnees-personnelles", "/tirage", "/tirage/valeur", "/verifier",
    ];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_page_passes_axe_and_breaks_no_policy(ColorScheme scheme)
    {
        await using var window = await Chromium.OpenAsync(1280, scheme);
        foreach (var address in Addresses)
        {
            await GoAsync(window, address);
            // Axe is put into the page from outside, which the policy of the page does not allow; what the
            // page itself did is known before.
            Assert.Empty(window.Complaints.Select(said => $"{address}: {said}"));
            await window.ShouldBeAccessibleAsync($"{address} {scheme}");
            window.Complaints.Clear();
        }
    }

    [Fact]
    public async Task Every_page_reflows_at_320_pixels()
    {
        await using var window = await Chromium.OpenAsync(320);
        foreach (var address in Addresses)
        {
            await GoAsync(window, address);
            var width = await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(width <= 320, $"{address} is {width} pixels wide.");
        }
    }

    [Fact]
    public async Task Every_page_has_a_title_of_its_own_and_one_heading()
    {
        var titles = new Dictionary<string, string>();
        await using var window = await Chromium.OpenAsync(1280, withScripts: false);
        foreach (var address in Addresses.Where(address => !address.Contains('?', StringComparison.Ordinal)))
        {
            await GoAsync(window, address);
            var title = await window.Page.TitleAsync();
            Assert.False(titles.TryGetValue(title, out var other), $"{address} and {other} are \"{title}\".");
            titles[title] = address;
            Assert.Equal((address, 1), (address, await window.Page.Locator("h1").CountAsync()));
            Assert.Contains(" – ", title, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_page_is_whole_without_scripts()
    {
        await using var usual = await Chromium.OpenAsync(1280);
        await using var plain = await Chromium.OpenAsync(1280, withScripts: false);
        foreach (var address in Addresses)
        {
            await GoAsync(usual, address);
            await GoAsync(plain, address);
            await usual.Page.EvaluateAsync(WithoutMap);
            Assert.Equal(
                (address, await usual.Page.Locator("main").InnerTextAsync()),
                (address, await plain.Page.Locator("main").InnerTextAsync()));
        }
    }

    [Fact]
    public async Task Every_page_is_there_in_English()
    {
        await using var window = await Chromium.OpenAsync(1280, language: "en-GB");
        foreach (var address in Addresses)
        {
            await GoAsync(window, address);
            Assert.Equal("en", await window.Page.Locator("html").GetAttributeAsync("lang"));
            Assert.Equal("Skip to the content", await window.Page.Locator(".skip").InnerTextAsync());
        }
    }

    [Fact]
    public async Task A_language_that_was_chosen_stays_chosen()
    {
        await using var window = await Chromium.OpenAsync(1280);
        await GoAsync(window, "/mauguio/regles");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();

        Assert.Equal("/mauguio/regles", new Uri(window.Page.Url).AbsolutePath);
        Assert.Equal("Today’s rules", await window.Page.Locator("h1").InnerTextAsync());
    }

    [Fact]
    public async Task The_map_shows_the_places_of_the_list_under_their_numbers()
    {
        await using var window = await Chromium.OpenAsync(1280);
        await GoAsync(window, "/mauguio/points-de-vente");
        var pins = window.Page.Locator("#plan .map-pin");

        Assert.Equal(["1", "2", "3", "4"], (await pins.AllInnerTextsAsync()).Order());
        Assert.Equal(4, await window.Page.Locator("ol.numbered > li").CountAsync());
    }

    [Theory]
    [InlineData("/rien")]
    [InlineData("/mauguio/decisions/99")]
    [InlineData("/mauguio/points-de-vente/01a22d42-0000-753e-acec-5055c643cf00")]
    [InlineData("/inconnue/regles")]
    public async Task What_is_not_there_is_404_on_a_page_of_ours(string address)
    {
        using var client = portal.Client();
        using var response = await client.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("n’existe pas ou n’est pas pour vous", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    async Task GoAsync(Window window, string address)
    {
        var response = await window.Page.GotoAsync(new Uri(portal.Address, address).AbsoluteUri);
        Assert.Equal((address, 200), (address, response!.Status));
    }
}
