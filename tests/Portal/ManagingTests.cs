using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Caisse.Support.Browsing;
using Microsoft.Playwright;

namespace Caisse.Portal.Tests;

/// <summary>The pages of those who run a caisse.</summary>
public sealed partial class ManagingTests : IAsyncLifetime
{
    const string Household = "01a22d42-1111-753e-acec-5055c643cf01";
    const string AskedByClaire = "/gestion/corrections/supplement/01a22d42-5555-753e-acec-5055c643cf01";
    const string AskedByMyself = "/gestion/corrections/supplement/01a22d42-5555-753e-acec-5055c643cf02";

    static readonly string[] OfStaff =
    [
        "/gestion", "/gestion/mois", "/gestion/mois/appel", "/gestion/mois/remboursement", "/gestion/mois/cloture",
        "/gestion/mois/retards", $"/gestion/mois/recu?foyer={Household}", "/gestion/foyers", $"/gestion/foyers/{Household}",
        $"/gestion/foyers/{Household}/carte", "/gestion/candidatures",
        "/gestion/candidatures/01a22d42-8888-753e-acec-5055c643cf01", "/gestion/corrections", AskedByClaire,
        "/gestion/corrections/demander", "/gestion/points-de-vente",
        "/gestion/points-de-vente/01a22d42-0ba5-753e-acec-5055c643cf0e", "/gestion/points-de-vente/nouveau",
        "/gestion/comite", "/gestion/comite/01a22d42-4444-753e-acec-5055c643cf01", "/gestion/equipe",
        "/gestion/equipe/inviter", "/gestion/journal", "/gestion/fonds",
        "/gestion/mois/versement/01a22d42-6666-753e-acec-5055c643cf01",
        "/gestion/remboursements/01a22d42-7777-753e-acec-5055c643cf01",
    ];

    readonly RunningPortal portal = new();

    public async Task InitializeAsync()
    {
        await portal.InitializeAsync();
        portal.Platform.Identity.Roles = ["coordinator", "treasurer"];
    }

    public Task DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData(ColorScheme.Light, 1280, "fr-FR")]
    [InlineData(ColorScheme.Dark, 320, "en-GB")]
    public async Task Every_page_passes_axe_fits_its_window_and_breaks_no_policy(
        ColorScheme scheme, int width, string language)
    {
        await using var window = await Chromium.OpenAsync(width, scheme, language);
        foreach (var address in OfStaff)
        {
            var response = await window.Page.GotoAsync(At(address).AbsoluteUri);
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
    public async Task A_person_signs_what_another_asked_for_and_never_what_they_asked_for_themselves(bool withScripts)
    {
        await using var window = await Chromium.OpenAsync(360, withScripts: withScripts);
        await window.Page.GotoAsync(At(AskedByMyself).AbsoluteUri);
        Assert.Equal(0, await window.Page.GetByRole(AriaRole.Button, new() { Name = "Signer : je suis d’accord" }).CountAsync());

        await window.Page.GotoAsync(At(AskedByClaire).AbsoluteUri);
        Assert.Contains("Claire Vidal", await window.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(portal.Platform.Posted);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Signer : je suis d’accord" }).ClickAsync();

        Assert.Contains("C’est signé", await window.Page.GetByRole(AriaRole.Status).InnerTextAsync(), StringComparison.Ordinal);
        var sent = Assert.Single(portal.Platform.Posted);
        Assert.EndsWith("/supplements/01a22d42-5555-753e-acec-5055c643cf01/approval", sent.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_sent_twice_carries_the_same_key()
    {
        using var client = portal.Client(await SignInAsync());
        var form = await FormAsync(client, AskedByClaire, "approve");
        for (var time = 0; time < 2; time++)
        {
            using var answer = await client.PostAsync(At(AskedByClaire), new FormUrlEncodedContent(form));
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }

        Assert.Equal(2, portal.Platform.Posted.Count);
        Assert.Single(portal.Platform.Posted.Select(sent => sent.Key).Distinct());
    }

    [Fact]
    public async Task What_was_typed_when_a_session_had_ended_is_back_after_signing_in_and_nothing_was_sent()
    {
        await using var window = await Chromium.OpenAsync(1280);
        var page = window.Page;
        await page.GotoAsync(At("/gestion/points-de-vente/nouveau").AbsoluteUri);
        await page.GetByLabel("Nom du lieu").FillAsync("Cantine des Aresquiers");
        await page.GetByLabel("Légumes", new() { Exact = false }).CheckAsync();
        await page.Context.ClearCookiesAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Inscrire ce lieu" }).ClickAsync();

        Assert.Equal("/gestion/points-de-vente/nouveau", new Uri(page.Url).AbsolutePath);
        Assert.Contains("Vous êtes de nouveau connecté", await page.GetByRole(AriaRole.Status).InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("Cantine des Aresquiers", await page.GetByLabel("Nom du lieu").InputValueAsync());
        Assert.True(await page.GetByLabel("Légumes", new() { Exact = false }).IsCheckedAsync());
        Assert.Empty(portal.Platform.Posted);
    }

    [Fact]
    public async Task What_is_wrong_is_said_first_and_what_was_typed_stays()
    {
        await using var window = await Chromium.OpenAsync(1280);
        var page = window.Page;
        await page.GotoAsync(At("/gestion/points-de-vente/nouveau").AbsoluteUri);
        await page.GetByLabel("Nom du lieu").FillAsync("Cantine");
        await page.GetByRole(AriaRole.Button, new() { Name = "Inscrire ce lieu" }).ClickAsync();

        Assert.StartsWith("Erreur\u00a0:", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal("Cantine", await page.GetByLabel("Nom du lieu").InputValueAsync());
        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link, new() { NameRegex = Position() }).ClickAsync();
        Assert.Equal("Position", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Empty(portal.Platform.Posted);
    }

    [Fact]
    public async Task Nothing_is_asked_for_before_it_was_checked()
    {
        await using var window = await Chromium.OpenAsync(360, withScripts: false);
        var page = window.Page;
        await page.GotoAsync(At($"/gestion/corrections/demander?type=supplement&foyer={Household}").AbsoluteUri);
        await page.GetByLabel("Combien de MonA ?").FillAsync("1 250,50");
        await page.GetByLabel("Pourquoi ?").FillAsync("Une naissance");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuer" }).ClickAsync();
        Assert.Empty(portal.Platform.Posted);
        await page.GetByRole(AriaRole.Button, new() { Name = "Demander" }).ClickAsync();

        var sent = Assert.Single(portal.Platform.Posted);
        Assert.Equal("/v1/caisses/mauguio/supplements", sent.Path);
        Assert.Equal(125_050, (long)sent.Body["amountCents"]!);
    }

    [Fact]
    public async Task A_service_that_is_away_costs_its_own_rows()
    {
        portal.Platform.Away["/applications"] = true;
        portal.Platform.Away["/fund"] = true;
        await using var window = await Chromium.OpenAsync(1280);
        var response = await window.Page.GotoAsync(At("/gestion").AbsoluteUri);

        Assert.Equal(200, response!.Status);
        var text = await window.Page.Locator("main").InnerTextAsync();
        Assert.Contains("Secondes signatures", text, StringComparison.Ordinal);
        Assert.Contains("Les chiffres du fonds ne répondent pas", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_no_role_finds_no_such_page_and_no_list()
    {
        portal.Platform.Identity.Roles = ["member"];
        using var client = portal.Client(await SignInAsync());
        foreach (var address in (string[])["/gestion", "/gestion/mois", "/gestion/equipe", "/plateforme"])
        {
            using var answer = await client.GetAsync(At(address));
            Assert.Equal((address, HttpStatusCode.NotFound), (address, answer.StatusCode));
        }
    }

    [Fact]
    public async Task A_list_for_a_spreadsheet_runs_nothing()
    {
        using var client = portal.Client(await SignInAsync());
        var file = await client.GetByteArrayAsync(At("/gestion/foyers.csv"));
        var text = Encoding.UTF8.GetString(file);

        Assert.StartsWith("\uFEFFPersonnes;Où;Depuis;État\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\r\n'=cmd Faure, Lou Faure;Mauguio;2026-01;Présents\r\n", text, StringComparison.Ordinal);
        var workbook = await client.GetByteArrayAsync(At("/gestion/foyers.xlsx"));
        Assert.Equal("PK"u8.ToArray(), workbook[..2]);
    }

    [Fact]
    public async Task The_head_of_a_page_is_the_pages_without_its_body()
    {
        using var client = portal.Client();
        using var asked = new HttpRequestMessage(HttpMethod.Head, At("/"));
        using var answer = await client.SendAsync(asked);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    /// <summary>A form's hidden fields as the page gives them.</summary>
    static async Task<Dictionary<string, string>> FormAsync(HttpClient client, string address, string name)
    {
        var page = await client.GetStringAsync(new Uri(address, UriKind.Relative));
        var form = Form().Matches(page).Select(match => match.Value)
            .Single(text => text.Contains($"value=\"{name}\"", StringComparison.Ordinal));
        return Hidden().Matches(form).ToDictionary(
            match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));
    }

    async Task<CookieContainer> SignInAsync()
    {
        var cookies = new CookieContainer();
        using var client = portal.Client(cookies);
        var next = new Uri("/se-connecter?retour=/aide", UriKind.Relative);
        while (true)
        {
            using var answer = await client.GetAsync(next);
            if (answer.Headers.Location is not { } location || location.ToString() == "/aide")
            {
                return cookies;
            }
            next = location;
        }
    }

    Uri At(string address) => new(portal.Address, address);

    [GeneratedRegex("latitude")]
    private static partial Regex Position();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
