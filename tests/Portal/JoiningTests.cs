using Caisse.Support.Browsing;
using Microsoft.Playwright;

namespace Caisse.Portal.Tests;

/// <summary>The journey of a household that asks to join.</summary>
public sealed class JoiningTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_household_asks_to_join_with_or_without_scripts(bool withScripts)
    {
        await using var window = await Chromium.OpenAsync(360, withScripts: withScripts);
        var (page, city) = (window.Page, withScripts ? "Mauguio" : "Lunel");
        await AnswerAsync(page, city);
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ma demande" }).ClickAsync();

        Assert.Equal("Votre demande est envoyée", await page.Locator("h1").InnerTextAsync());
        var sent = Assert.Single(portal.Platform.Posted, one => (string?)one.Body["address"]!["city"] == city);
        Assert.Equal("/v1/caisses/mauguio/applications", sent.Path);
        Assert.Equal("1987-11-03", (string?)sent.Body["members"]![0]!["birthDate"]);
        Assert.Equal("Ferrand", (string?)sent.Body["members"]![1]!["lastName"]);
        Assert.Equal("D2-5", (string?)sent.Body["incomeBracket"]);
        Assert.Equal("nadia@exemple.fr", (string?)sent.Body["contact"]!["email"]);
        Assert.Null(sent.Body["contact"]!["phone"]);
    }

    [Fact]
    public async Task A_request_sent_twice_arrives_once_under_one_number()
    {
        await using var window = await Chromium.OpenAsync(1280);
        var page = window.Page;
        await AnswerAsync(page, "Pérols");
        var cookies = await page.Context.CookiesAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ma demande" }).ClickAsync();
        var number = new Uri(page.Url).Query;
        // As a browser does that shows the page before from its history and sends it once more.
        await page.Context.AddCookiesAsync(cookies.Select(cookie => new Cookie
        {
            Name = cookie.Name,
            Value = cookie.Value,
            Url = portal.Address.AbsoluteUri,
        }));
        await page.GotoAsync(At("verifier"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ma demande" }).ClickAsync();

        Assert.Equal(number, new Uri(page.Url).Query);
        Assert.Single(portal.Platform.Posted, one => (string?)one.Body["address"]!["city"] == "Pérols");
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_the_top_and_at_its_field_and_what_was_typed_stays()
    {
        await using var window = await Chromium.OpenAsync(1280);
        var page = window.Page;
        await page.GotoAsync(At("foyer"));
        await page.GetByLabel("Nom", new() { Exact = true }).FillAsync("Ferrand");
        await page.GetByLabel("Date de naissance").FillAsync("14 06 2091");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuer" }).ClickAsync();
        var summary = page.GetByRole(AriaRole.Alert);

        Assert.Equal("2 réponses à corriger", await summary.Locator("h2").InnerTextAsync());
        Assert.StartsWith("Erreur\u00a0: ", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal("Ferrand", await page.GetByLabel("Nom", new() { Exact = true }).InputValueAsync());
        Assert.Equal("true", await page.Locator("#Naissance").GetAttributeAsync("aria-invalid"));
        Assert.True(await summary.EvaluateAsync<bool>("one => document.activeElement === one"));
        await window.ShouldBeAccessibleAsync("error summary");
        await summary.GetByRole(AriaRole.Link, new() { Name = "La date de naissance est dans le futur" }).ClickAsync();
        Assert.True(await page.Locator("#Naissance").EvaluateAsync<bool>("one => document.activeElement === one"));
    }

    [Fact]
    public async Task A_platform_that_is_away_keeps_the_answers()
    {
        await using var window = await Chromium.OpenAsync(1280);
        var page = window.Page;
        await AnswerAsync(page, "Palavas");
        portal.Platform.Away["/applications"] = true;
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ma demande" }).ClickAsync();
        Assert.Contains("Vos réponses sont gardées", await page.GetByRole(AriaRole.Alert).InnerTextAsync(), StringComparison.Ordinal);
        portal.Platform.Away.Clear();
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyer ma demande" }).ClickAsync();

        Assert.Equal("Votre demande est envoyée", await page.Locator("h1").InnerTextAsync());
        Assert.Single(portal.Platform.Posted, one => (string?)one.Body["address"]!["city"] == "Palavas");
    }

    [Fact]
    public async Task Who_comes_to_the_last_page_first_is_led_to_the_first_open_question()
    {
        await using var window = await Chromium.OpenAsync(1280);
        await window.Page.GotoAsync(At("verifier"));
        Assert.EndsWith("/mauguio/rejoindre/foyer", window.Page.Url, StringComparison.Ordinal);
    }

    async Task AnswerAsync(IPage page, string city)
    {
        await page.GotoAsync(At(""));
        await page.GetByRole(AriaRole.Link, new() { Name = "Commencer" }).ClickAsync();
        await AddAsync(page, "Nadia", "3 11 1987", "Continuer");
        await AddAsync(page, "Élie", "2019-05-14", "Ajouter cette personne");
        await page.GetByRole(AriaRole.Link, new() { Name = "C’est tout le monde" }).ClickAsync();
        await page.GetByLabel("Numéro et rue").FillAsync("3 place du Four");
        await page.GetByLabel("Code postal").FillAsync("34130");
        await page.GetByLabel("Ville").FillAsync(city);
        await ContinueAsync(page);
        await page.GetByLabel("Adresse électronique").FillAsync("nadia@exemple.fr");
        await ContinueAsync(page);
        await page.GetByLabel("au-dessous de la moitié").CheckAsync();
        await ContinueAsync(page);
        await page.GetByLabel("Je suis d’accord").CheckAsync();
        await ContinueAsync(page);
        Assert.Equal("Vérifiez vos réponses", await page.Locator("h1").InnerTextAsync());
    }

    static async Task AddAsync(IPage page, string firstName, string birth, string button)
    {
        await page.GetByLabel("Prénom").FillAsync(firstName);
        await page.GetByLabel("Nom", new() { Exact = true }).FillAsync("Ferrand");
        await page.GetByLabel("Date de naissance").FillAsync(birth);
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await page.GetByText(firstName).First.WaitForAsync();
    }

    static Task ContinueAsync(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Name = "Continuer" }).ClickAsync();

    string At(string step) => new Uri(portal.Address, $"/mauguio/rejoindre/{step}").AbsoluteUri.TrimEnd('/');
}
