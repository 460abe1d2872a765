using System.Net;
using System.Text.RegularExpressions;
using Caisse.Support;
using Dapper;
using OtpNet;

namespace Caisse.Identity.Tests;

[Collection(SharedIdentity.Name)]
public sealed partial class SecondFactorTests(RunningIdentity identity)
{
    [Theory]
    [InlineData("coordinator", true)]
    [InlineData("treasurer", true)]
    [InlineData("accreditor", false)]
    public async Task Whoever_moves_money_or_gives_rights_needs_a_second_proof(string role, bool isNeeded)
    {
        using var browser = identity.Browser();
        await browser.OpenAsync(await identity.InviteAsync(await identity.FoundAsync(), "Ada", role));
        await browser.SubmitAsync(("as", "new"));

        Assert.Equal(isNeeded ? "/connexion/deuxieme" : "/compte", browser.At);
        await browser.OpenAsync("/compte");
        Assert.Equal(isNeeded, browser.At.StartsWith("/connexion", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_generator_is_added_once_its_code_was_right_and_recovery_codes_are_shown()
    {
        var (browser, _, codes, _) = await TreasurerAsync();
        using (browser)
        {
            Assert.Equal(10, codes.Count);
            await browser.OpenAsync("/compte");
            Assert.Contains("Un générateur de codes", browser.Page);
        }
    }

    [Fact]
    public async Task A_wrong_first_code_adds_no_generator()
    {
        using var browser = identity.Browser();
        await browser.OpenAsync(await identity.InviteAsync(await identity.FoundAsync(), "Ada", "treasurer"));
        await browser.SubmitAsync(("as", "new"));
        var secret = SecretOf(browser);

        await browser.SubmitAsync(("code", "000000"));

        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Equal(secret, SecretOf(browser));
        await browser.OpenAsync("/compte");
        Assert.StartsWith("/connexion", browser.At);
    }

    [Fact]
    public async Task A_code_of_the_generator_is_good_once_and_a_recovery_code_stands_in_once()
    {
        var (first, used, codes, email) = await TreasurerAsync();
        first.Dispose();

        using var again = await AtSecondFactorAsync(email, 1);
        await again.SubmitAsync(("code", used));
        Assert.Equal(HttpStatusCode.BadRequest, again.Status);
        await again.SubmitAsync(("code", codes[0]));
        Assert.Equal("/compte", again.At);

        using var third = await AtSecondFactorAsync(email, 2);
        await third.SubmitAsync(("code", codes[0]));
        Assert.Equal(HttpStatusCode.BadRequest, third.Status);
    }

    [Fact]
    public async Task Five_wrong_codes_close_it_for_a_quarter_of_an_hour()
    {
        var (first, _, codes, email) = await TreasurerAsync();
        first.Dispose();
        using var browser = await AtSecondFactorAsync(email, 1);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await browser.SubmitAsync(("code", "0000000000"));
        }
        await browser.SubmitAsync(("code", codes[0]));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);

        await using var connection = await identity.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update second_factor set failed_at = failed_at - interval '16 minutes'");
        await browser.SubmitAsync(("code", codes[0]));
        Assert.Equal("/compte", browser.At);
    }

    [Fact]
    public async Task Staff_are_told_by_mail_of_a_device_they_never_used()
    {
        var (first, _, codes, email) = await TreasurerAsync();
        using (first)
        {
            using var elsewhere = await AtSecondFactorAsync(email, 1);
            await elsewhere.SubmitAsync(("code", codes[0]));
            var told = await Eventually.GetAsync("the mail about a new device", () => Task.FromResult(
                identity.Mail.To(email).FirstOrDefault(mail => mail.Subject!.Contains("nouvel appareil"))));
            Assert.Contains("Browser/1.0", told.TextBody);
        }
    }

    [Fact]
    public async Task Sign_ins_refusals_and_factors_are_in_the_audit_trail()
    {
        var (first, _, _, email) = await TreasurerAsync();
        first.Dispose();
        using var browser = await AtSecondFactorAsync(email, 1);
        await browser.SubmitAsync(("code", "000000"));

        await using var connection = await identity.Service.Database.OpenConnectionAsync();
        var actions = await connection.QueryAsync<string>(
            """
            select action from audit a
            join account on a.actor = 'person-' || replace(account_id::text, '-', '')
            where email = @email order by audit_id
            """, new { email });
        Assert.Equal(
            ["invitation.accepted", "second-factor.added", "sign-in", "sign-in.refused"], actions);
    }

    /// <summary>A treasurer who has just added a generator, and with which of its codes.</summary>
    async Task<(Browser Browser, string Used, IReadOnlyList<string> Codes, string Email)> TreasurerAsync()
    {
        var slug = await identity.FoundAsync();
        var email = $"{Guid.NewGuid():N}@exemple.fr";
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        await coordinator.PostAsync(
            $"/v1/caisses/{slug}/invitations", new { name = "Ada", roles = Words.Of("treasurer"), email });
        var link = MailFolder.LinkIn(await identity.Mail.WaitAsync(email));
        var browser = identity.Browser();
        await browser.OpenAsync(link);
        await browser.SubmitAsync(("as", "new"));
        var used = CodeNow(SecretOf(browser));
        await browser.SubmitAsync(("code", used));
        Assert.Contains("Vos dix codes de secours", browser.Page);
        var codes = Recovery().Matches(browser.Page).Select(match => match.Groups[1].Value).ToList();
        return (browser, used, codes, email);
    }

    /// <summary>Another browser that has typed the n-th code that came by mail.</summary>
    async Task<Browser> AtSecondFactorAsync(string email, int nth)
    {
        var browser = identity.Browser();
        await browser.OpenAsync("/connexion");
        await browser.SubmitAsync(("email", email));
        await browser.SubmitAsync(("code", await identity.Mail.WaitForCodeAsync(email, nth)));
        Assert.Equal("/connexion/deuxieme", browser.At);
        return browser;
    }

    static string SecretOf(Browser browser) =>
        Secret().Match(browser.Page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);

    static string CodeNow(string secret) => new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(
        TimeProvider.System.GetUtcNow().UtcDateTime);

    [GeneratedRegex("digits small\">([A-Z2-7 ]+)<")]
    private static partial Regex Secret();

    [GeneratedRegex("<li class=\"num\">([0-9 ]+)</li>")]
    private static partial Regex Recovery();
}
