using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Support;

namespace Caisse.Identity.Tests;

/// <summary>People who come by the portal, a client of the platform's own.</summary>
[Collection(SharedIdentity.Name)]
public sealed class PortalTests(RunningIdentity identity)
{
    const string Verifier = "a-proof-key-of-the-portal-that-is-long-enough-0123456789";

    readonly HttpClient client = identity.Service.Client();

    [Fact]
    public async Task A_household_signs_in_by_letter_and_comes_back_to_the_portal_with_its_own_grants()
    {
        var slug = await identity.FoundAsync();
        using var browser = await MemberAsync(slug);

        var tokens = await ExchangeAsync(await AuthorizeAsync(browser));

        var claims = Claims(tokens, "access_token");
        Assert.StartsWith("person-", claims.GetProperty("sub").GetString());
        Assert.Equal(
            $"{slug}:member", Assert.Single(claims.GetProperty("grants").EnumerateArray()).GetString());
        Assert.Equal("portal", claims.GetProperty("client_id").GetString());
        Assert.True(claims.GetProperty("member").TryGetGuid(out _));
        Assert.False(claims.TryGetProperty("session", out _));
        var who = Claims(tokens, "id_token");
        Assert.Equal("Nadia", who.GetProperty("name").GetString());
        Assert.Equal(slug, who.GetProperty("caisse").GetString());
        Assert.Equal("fr", who.GetProperty("locale").GetString());
        Assert.Equal(["invitation"], who.GetProperty("amr").EnumerateArray().Select(one => one.GetString()));
        using var me = identity.Service.ClientWith(tokens.GetProperty("access_token").GetString()!);
        var described = await me.ReadAsync("/v1/me");
        Assert.Equal("person", described.GetProperty("kind").GetString());
        Assert.Equal(slug, described.GetProperty("caisses")[0].GetProperty("slug").GetString());
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_signs_in_first_and_then_goes_on_to_the_portal()
    {
        var slug = await identity.FoundAsync();
        var email = $"{Guid.NewGuid():N}@exemple.fr";
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        await coordinator.PostAsync($"/v1/caisses/{slug}/invitations", new
        {
            name = "Nadia",
            roles = Words.Of("member"),
            memberId = Guid.CreateVersion7(),
            email,
        });
        var link = MailFolder.LinkIn(await identity.Mail.WaitAsync(email));
        using (var first = identity.Browser())
        {
            await first.OpenAsync(link);
            await first.SubmitAsync(("as", "new"));
        }
        using var browser = identity.Browser();

        await browser.OpenAsync(AuthorizeAddress());
        Assert.StartsWith("/connexion?retour=", browser.At);
        await browser.SubmitAsync(("email", email));
        await browser.SubmitAsync(("code", await identity.Mail.WaitForCodeAsync(email)));

        Assert.StartsWith("/signin-oidc?", browser.At);
        var tokens = await ExchangeAsync(browser.Parameter("code"));
        Assert.Equal(email, Claims(tokens, "id_token").GetProperty("email").GetString());
    }

    [Fact]
    public async Task Without_anybody_signed_in_a_silent_request_is_refused_to_the_portal()
    {
        using var browser = identity.Browser();
        await browser.OpenAsync(AuthorizeAddress("&prompt=none"));
        Assert.Equal("login_required", browser.Parameter("error"));
    }

    [Theory]
    [InlineData("redirect_uri=https%3A%2F%2Felsewhere.example%2F&client_id=portal&response_type=code")]
    [InlineData("client_id=nobody&response_type=code")]
    public async Task A_client_that_asks_wrongly_gets_a_page_and_nobody_is_sent_on(string query)
    {
        using var browser = identity.Browser();
        await browser.OpenAsync($"/oauth/authorize?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Contains("Cette demande ne peut pas aboutir", browser.Page);
    }

    [Fact]
    public async Task A_request_without_a_proof_key_is_refused()
    {
        using var browser = identity.Browser();
        await browser.OpenAsync(
            "/oauth/authorize?client_id=portal&response_type=code&scope=openid&redirect_uri="
            + Uri.EscapeDataString("http://localhost:8080/signin-oidc"));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Contains("Cette demande ne peut pas aboutir", browser.Page);
    }

    [Fact]
    public async Task A_person_of_two_caisses_chooses_one_and_may_change()
    {
        var (first, second) = (await identity.FoundAsync(), await identity.FoundAsync());
        using var browser = await MemberAsync(first);
        await browser.OpenAsync(await identity.InviteAsync(second, "Nadia", "member"));
        await browser.SubmitAsync(("as", "me"));

        await browser.OpenAsync(AuthorizeAddress());
        Assert.Contains("Quelle caisse ?", browser.Page);
        await browser.SubmitAsync(("caisse", second));
        var chosen = await ExchangeAsync(browser.Parameter("code"));
        await browser.OpenAsync(AuthorizeAddress($"&caisse={first}"));
        var changed = await ExchangeAsync(browser.Parameter("code"));

        Assert.Equal(second, Claims(chosen, "id_token").GetProperty("caisse").GetString());
        Assert.Equal(first, Claims(changed, "id_token").GetProperty("caisse").GetString());
    }

    [Fact]
    public async Task Whoever_signs_out_everywhere_gets_no_more_tokens_anywhere()
    {
        using var browser = await MemberAsync(await identity.FoundAsync());
        var tokens = await ExchangeAsync(await AuthorizeAsync(browser));
        tokens = await RefreshedAsync(tokens);

        await browser.OpenAsync("/compte/appareils");
        Assert.Contains("Cet appareil", browser.Page);
        await browser.SubmitAsync(("session", "all"));

        Assert.Equal("/connexion", browser.At);
        using var refused = await RefreshAsync(tokens);
        Assert.Equal("invalid_grant", await refused.ErrorAsync(HttpStatusCode.BadRequest));
        await browser.OpenAsync("/compte");
        Assert.StartsWith("/connexion", browser.At);
    }

    [Fact]
    public async Task Whoever_signs_out_at_the_portal_is_signed_out_here_and_led_back()
    {
        using var browser = await MemberAsync(await identity.FoundAsync());
        var tokens = await ExchangeAsync(await AuthorizeAsync(browser));

        await browser.OpenAsync(
            "/oauth/logout?post_logout_redirect_uri="
            + Uri.EscapeDataString("http://localhost:8080/signout-callback-oidc")
            + $"&id_token_hint={tokens.GetProperty("id_token").GetString()}");

        Assert.True(browser.At.StartsWith("/signout-callback-oidc", StringComparison.Ordinal), browser.Page);
        await browser.OpenAsync("/compte");
        Assert.StartsWith("/connexion", browser.At);
    }

    [Fact]
    public async Task Whoever_was_forgotten_can_do_nothing_more()
    {
        var slug = await identity.FoundAsync();
        using var browser = await MemberAsync(slug);
        var tokens = await ExchangeAsync(await AuthorizeAsync(browser));
        var member = Claims(tokens, "access_token").GetProperty("member").GetGuid();

        await identity.Service.HearAsync(new MemberErased(slug, member, [], TimeProvider.System.GetUtcNow()));

        using var refused = await RefreshAsync(tokens);
        Assert.Equal("invalid_grant", await refused.ErrorAsync(HttpStatusCode.BadRequest));
        await browser.OpenAsync("/compte");
        Assert.StartsWith("/connexion", browser.At);
    }

    [Fact]
    public async Task The_portal_has_a_token_of_its_own_for_public_pages()
    {
        var token = await client.TokenAsync("portal", RunningIdentity.PortalSecret);
        using var portal = identity.Service.ClientWith(token);
        var me = await portal.ReadAsync("/v1/me");
        Assert.Equal("client", me.GetProperty("kind").GetString());
        Assert.Equal("portal", me.GetProperty("caisses")[0].GetProperty("grants")[0].GetString());
        await client.ReadAsync("/v1/me", HttpStatusCode.Unauthorized);
    }

    async Task<Browser> MemberAsync(string slug)
    {
        var browser = identity.Browser();
        await browser.OpenAsync(await identity.InviteAsync(slug, "Nadia", "member"));
        return await browser.SubmitAsync(("as", "new"));
    }

    static async Task<string> AuthorizeAsync(Browser browser)
    {
        await browser.OpenAsync(AuthorizeAddress());
        Assert.StartsWith("/signin-oidc?", browser.At);
        return browser.Parameter("code");
    }

    static string AuthorizeAddress(string more = "")
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        return "/oauth/authorize?client_id=portal&response_type=code&code_challenge_method=S256"
            + $"&code_challenge={challenge}&scope=openid%20profile%20email%20offline_access&state=s&nonce=n"
            + $"&redirect_uri={Uri.EscapeDataString("http://localhost:8080/signin-oidc")}{more}";
    }

    async Task<JsonElement> ExchangeAsync(string code)
    {
        using var response = await client.AskAsync(
            ("grant_type", "authorization_code"), ("client_id", "portal"),
            ("client_secret", RunningIdentity.PortalSecret), ("code", code), ("code_verifier", Verifier),
            ("redirect_uri", "http://localhost:8080/signin-oidc"));
        return await response.ShouldBeAsync(HttpStatusCode.OK);
    }

    async Task<JsonElement> RefreshedAsync(JsonElement tokens)
    {
        using var response = await RefreshAsync(tokens);
        return await response.ShouldBeAsync(HttpStatusCode.OK);
    }

    Task<HttpResponseMessage> RefreshAsync(JsonElement tokens) => client.AskAsync(
        ("grant_type", "refresh_token"), ("client_id", "portal"),
        ("client_secret", RunningIdentity.PortalSecret),
        ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));

    static JsonElement Claims(JsonElement tokens, string token) => JsonSerializer.Deserialize<JsonElement>(
        Base64Url.DecodeFromChars(tokens.GetProperty(token).GetString()!.Split('.')[1]));
}
