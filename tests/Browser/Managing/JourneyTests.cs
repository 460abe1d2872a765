using Caisse.Support;
using Caisse.Support.Browsing;
using Microsoft.Playwright;

namespace Caisse.Browser.Tests.Managing;

/// <summary>The committee votes, and a treasurer runs a month with a colleague, in browsers.</summary>
public sealed class JourneyTests(ManagedPlatform platform) : IClassFixture<ManagedPlatform>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_committee_member_votes_changes_their_mind_and_sees_which_vote_counts(bool withScripts)
    {
        var caisse = await ManagedCaisse.FoundAsync(platform);
        var proposal = await caisse.ProposeAsync("Fêter la première année");
        await using var desk = await Chromium.OpenAsync(1280, withScripts: withScripts);
        await desk.Page.GotoAsync(caisse.Link(caisse.CoordinatorCode, $"/gestion/comite/{proposal}"));
        await PressAsync(desk.Page, "Ouvrir le vote");

        await using var phone = await Chromium.OpenAsync(360, withScripts: withScripts);
        var page = phone.Page;
        await page.GotoAsync(caisse.Link(await caisse.InviteMemberAsync(0), "/comite"));
        await FollowAsync(page, "Fêter la première année");
        await page.GetByRole(AriaRole.Link, new() { Name = "Voter", Exact = true }).ClickAsync();
        await page.GetByLabel("Je suis contre cette proposition").CheckAsync();
        await PressAsync(page, "Voter");
        Assert.Equal("Votre vote est enregistré\u00a0: contre", await page.Locator("h1").InnerTextAsync());
        await FollowAsync(page, "Changer mon vote");
        await page.GetByLabel("Je suis pour cette proposition").CheckAsync();
        await PressAsync(page, "Voter");
        Assert.Equal("Votre vote est enregistré\u00a0: pour", await page.Locator("h1").InnerTextAsync());
        await FollowAsync(page, "Retour au comité");
        Assert.Contains("Rien à voter", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        await desk.Page.GotoAsync(platform.At($"/gestion/comite/{proposal}"));
        await PressAsync(desk.Page, "Clore et compter");
        await page.GotoAsync(platform.At($"/comite/propositions/{proposal}"));
        Assert.Contains("Adoptée", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_treasurer_runs_a_month_and_a_colleague_signs_what_one_alone_may_not()
    {
        var caisse = await ManagedCaisse.FoundAsync(platform);
        await using var window = await Chromium.OpenAsync(1280);
        var page = window.Page;
        await page.GotoAsync(caisse.Link(caisse.TreasurerCode, "/gestion/mois"));
        await FollowAsync(page, "Vérifier l’appel");
        Assert.Contains("100,00", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await PressAsync(page, "Appeler les cotisations");

        await FollowAsync(page, "Voir les foyers en retard");
        await page.GetByRole(AriaRole.Link, new() { Name = "Noter un reçu Nadia Ferrand" }).ClickAsync();
        await PressAsync(page, "Continuer");
        await PressAsync(page, "Noter ce reçu");
        Assert.Contains("1 foyer", await page.Locator("caption").InnerTextAsync(), StringComparison.Ordinal);
        await FollowAsync(page, "Le mois");

        await PressAsync(page, "Faire l’essai à blanc");
        await ReloadUntilAsync(page, "Le fonds suffit");
        await PressAsync(page, "Verser 200,00 MonA");
        await ReloadUntilAsync(page, "200,00 MonA versés à 2 foyers");
        Assert.Equal(10_000, (await caisse.WalletAsync(caisse.Household)).GetProperty("balanceCents").GetInt64());

        await page.GotoAsync(platform.At($"/gestion/corrections/demander?type=supplement&foyer={caisse.Household}"));
        await page.GetByLabel("Combien de MonA ?").FillAsync("50");
        await page.GetByLabel("Pourquoi ?").FillAsync("Une naissance");
        await PressAsync(page, "Continuer");
        await PressAsync(page, "Demander");
        await FollowAsync(page, "Nadia Ferrand");
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Signer : je suis d’accord" }).CountAsync());

        await using var other = await Chromium.OpenAsync(1280);
        var colleague = await caisse.InviteAsync(caisse.Coordinator, "Awa Diallo", "treasurer");
        await other.Page.GotoAsync(caisse.Link(colleague, "/gestion"));
        await FollowAsync(other.Page, "Secondes signatures");
        await FollowAsync(other.Page, "Nadia Ferrand");
        await PressAsync(other.Page, "Signer : je suis d’accord");

        await Eventually.TrueAsync("the supplement is credited", async () =>
            (await caisse.WalletAsync(caisse.Household)).GetProperty("balanceCents").GetInt64() == 15_000);
        await page.GotoAsync(platform.At("/gestion/journal"));
        Assert.Contains("Awa Diallo", await page.Locator("table").InnerTextAsync(), StringComparison.Ordinal);
    }

    static Task PressAsync(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();

    static Task FollowAsync(IPage page, string name) =>
        page.GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();

    /// <summary>Looks again, as the page says, until the platform has done its part.</summary>
    static Task ReloadUntilAsync(IPage page, string text) => Eventually.TrueAsync(text, async () =>
    {
        var shown = (await page.Locator("main").InnerTextAsync()).Replace('\u00a0', ' ').Replace('\u202f', ' ');
        if (shown.Contains(text, StringComparison.Ordinal))
        {
            return true;
        }
        await page.GotoAsync(page.Url);
        return false;
    });
}
