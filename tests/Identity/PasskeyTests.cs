using System.Net;
using System.Text.Json;

namespace Caisse.Identity.Tests;

[Collection(SharedIdentity.Name)]
public sealed class PasskeyTests(RunningIdentity identity)
{
    const string Origin = "http://localhost:8080";

    [Fact]
    public async Task A_person_signs_in_with_a_passkey_alone()
    {
        using var key = new SoftwareKey();
        using var first = await WithKeyAsync(key, "member");
        Assert.Contains("mon téléphone", first.Page);
        using var browser = identity.Browser();

        await ShowAsync(browser, key, Origin);

        Assert.Equal("/compte", browser.At);
        Assert.Contains("Nombre de clés : 1", browser.Page);
    }

    [Fact]
    public async Task A_passkey_that_was_shown_elsewhere_or_twice_opens_nothing()
    {
        using var key = new SoftwareKey();
        using var first = await WithKeyAsync(key, "member");
        using var browser = identity.Browser();

        await ShowAsync(browser, key, "https://elsewhere.example");
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Contains("n’ouvre pas d’espace", browser.Page);

        var shown = await ShowAsync(browser, key, Origin);
        Assert.Equal("/compte", browser.At);
        using var another = identity.Browser();
        await another.SendAsync(HttpMethod.Post, "/connexion/cle", [("credential", shown)]);
        Assert.Equal(HttpStatusCode.BadRequest, another.Status);
    }

    [Fact]
    public async Task A_passkey_that_was_taken_away_opens_nothing()
    {
        using var key = new SoftwareKey();
        using var first = await WithKeyAsync(key, "member");
        var id = first.Page.Split("name=\"remove\" value=\"")[1].Split('"')[0];
        await first.SendAsync(HttpMethod.Post, "/compte/cles", [("remove", id)]);
        using var browser = identity.Browser();

        await ShowAsync(browser, key, Origin);

        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json")]
    public async Task What_is_no_passkey_is_refused(string credential)
    {
        using var browser = identity.Browser();
        await browser.SendAsync(HttpMethod.Post, "/connexion/cle/demande", []);
        await browser.SendAsync(HttpMethod.Post, "/connexion/cle", [("credential", credential)]);
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
    }

    async Task<Browser> WithKeyAsync(SoftwareKey key, string role)
    {
        var browser = identity.Browser();
        await browser.OpenAsync(await identity.InviteAsync(await identity.FoundAsync(), "Ada", role));
        await browser.SubmitAsync(("as", "new"));
        await browser.SendAsync(HttpMethod.Post, "/compte/cles/demande", []);
        var made = key.Create(JsonSerializer.Deserialize<JsonElement>(browser.Page), Origin);
        return await browser.SendAsync(
            HttpMethod.Post, "/compte/cles", [("credential", made), ("name", "mon téléphone")]);
    }

    static async Task<string> ShowAsync(Browser browser, SoftwareKey key, string origin)
    {
        await browser.SendAsync(HttpMethod.Post, "/connexion/cle/demande", []);
        var shown = key.Get(JsonSerializer.Deserialize<JsonElement>(browser.Page), origin);
        await browser.SendAsync(
            HttpMethod.Post, "/connexion/cle", [("credential", shown), ("retour", "/compte")]);
        return shown;
    }
}
