using System.Net;
using Caisse.Support;
using Dapper;

namespace Caisse.Identity.Tests;

[Collection(SharedIdentity.Name)]
public sealed class MailCodeTests(RunningIdentity identity)
{
    [Fact]
    public async Task A_person_signs_in_with_the_code_of_a_mail()
    {
        var email = await MemberAsync();
        using var browser = identity.Browser();
        await AskAsync(browser, email);
        var mail = await identity.Mail.WaitAsync(email);

        Assert.Matches(@"^\d{3} \d{3} est votre code", mail.Subject);
        Assert.DoesNotContain("http", mail.TextBody);
        await browser.SubmitAsync(("code", MailFolder.CodeIn(mail)));

        Assert.Equal("/compte", browser.At);
        Assert.Contains("Mon compte", browser.Title);
    }

    [Fact]
    public async Task An_unknown_address_gets_the_same_page_and_no_mail()
    {
        var known = await MemberAsync();
        var unknown = $"{Guid.NewGuid():N}@exemple.fr";
        using var browser = identity.Browser();
        using var other = identity.Browser();
        await AskAsync(browser, known);
        await AskAsync(other, unknown);
        await identity.Mail.WaitAsync(known);

        Assert.Equal(
            browser.Page.Replace(known[..1] + "•", "•", StringComparison.Ordinal),
            other.Page.Replace(unknown[..1] + "•", "•", StringComparison.Ordinal));
        await other.SubmitAsync(("code", "123456"));
        Assert.Equal(HttpStatusCode.BadRequest, other.Status);
        Assert.StartsWith("Erreur :", other.Title);
        Assert.Empty(identity.Mail.To(unknown));
    }

    [Fact]
    public async Task A_code_that_was_wrong_five_times_is_no_longer_good()
    {
        var email = await MemberAsync();
        using var browser = identity.Browser();
        await AskAsync(browser, email);
        var code = MailFolder.CodeIn(await identity.Mail.WaitAsync(email));
        var wrong = code == "000000" ? "000001" : "000000";

        for (var attempt = 0; attempt < 5; attempt++)
        {
            await browser.SubmitAsync(("code", wrong));
            Assert.Contains("Ce code n’est pas le bon", browser.Page);
        }
        await browser.SubmitAsync(("code", code));

        Assert.Contains("Ce code n’est pas le bon", browser.Page);
    }

    [Fact]
    public async Task A_code_is_good_once_and_for_ten_minutes()
    {
        var email = await MemberAsync();
        using var browser = identity.Browser();
        using var thief = identity.Browser();
        await AskAsync(browser, email);
        var code = MailFolder.CodeIn(await identity.Mail.WaitAsync(email));
        foreach (Cookie cookie in browser.Cookies.GetAllCookies())
        {
            thief.Cookies.Add(identity.Service.Address, new Cookie(cookie.Name, cookie.Value));
        }
        await browser.SubmitAsync(("code", code));
        await thief.OpenAsync("/connexion/code");
        await thief.SubmitAsync(("code", code));
        Assert.Equal(HttpStatusCode.BadRequest, thief.Status);

        await AskAsync(browser, email);
        var late = MailFolder.CodeIn(await identity.Mail.WaitAsync(email, 2));
        await using var connection = await identity.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync("update email_code set expires_at = now() where used_at is null");
        await browser.SubmitAsync(("code", late));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
    }

    [Fact]
    public async Task An_address_gets_three_codes_an_hour_also_when_asked_at_once()
    {
        var email = $"{Guid.NewGuid():N}@exemple.fr";
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var browser = identity.Browser();
            await AskAsync(browser, email);
            return browser.Status;
        }));

        Assert.Equal(3, asked.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(5, asked.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task What_was_typed_wrong_is_kept_and_said_at_its_field()
    {
        using var browser = identity.Browser();
        await AskAsync(browser, "pas une adresse");

        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.StartsWith("Erreur :", browser.Title);
        Assert.Contains("value=\"pas une adresse\"", browser.Page);
        Assert.Contains("aria-describedby=\"email-hint email-error\"", browser.Page);
        Assert.Contains("href=\"#email\"", browser.Page);
    }

    [Fact]
    public async Task A_form_from_another_site_is_refused()
    {
        using var browser = identity.Browser();
        await browser.SendAsync(
            HttpMethod.Post, "/connexion", [("email", "a@exemple.fr")], "https://elsewhere.example");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        Assert.Contains("Ce formulaire ne vient pas d’ici", browser.Page);
    }

    [Theory]
    [InlineData("//elsewhere.example/x")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    public async Task Signing_in_never_leads_to_another_site(string backTo)
    {
        var email = await MemberAsync();
        using var browser = identity.Browser();
        await browser.OpenAsync($"/connexion?retour={Uri.EscapeDataString(backTo)}");
        await browser.SubmitAsync(("email", email));
        await browser.SubmitAsync(("code", MailFolder.CodeIn(await identity.Mail.WaitAsync(email))));
        Assert.Equal("/compte", browser.At);
    }

    [Fact]
    public async Task Pages_are_in_French_or_English_and_allow_nothing_inline()
    {
        using var browser = identity.Browser();
        await browser.OpenAsync("/connexion");
        Assert.Contains("<html lang=\"fr\">", browser.Page);
        Assert.Contains("Ouvrir mon espace", browser.Page);
        var policy = Assert.Single(browser.Last.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotMatch("style=|<style|onclick=|<script(?! type=\"module\" src=)", browser.Page);

        await browser.OpenAsync("/connexion?langue=en");
        Assert.Contains("<html lang=\"en\">", browser.Page);
        await browser.OpenAsync("/invitation");
        Assert.Contains("Your invitation", browser.Page);
    }

    static async Task AskAsync(Browser browser, string email)
    {
        await browser.OpenAsync("/connexion");
        await browser.SubmitAsync(("email", email));
    }

    /// <summary>A member with an account; the address.</summary>
    async Task<string> MemberAsync()
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
        var mail = await identity.Mail.WaitAsync(email);
        using var browser = identity.Browser();
        await browser.OpenAsync(MailFolder.LinkIn(mail));
        await browser.SubmitAsync(("as", "new"));
        identity.Mail.Empty(email);
        return email;
    }
}
