using System.Net;
using Caisse.Support;

namespace Caisse.Identity.Tests;

[Collection(SharedIdentity.Name)]
public sealed class InvitationTests(RunningIdentity identity)
{
    [Fact]
    public async Task A_letter_opens_an_account_once()
    {
        var slug = await identity.FoundAsync();
        var address = await identity.InviteAsync(slug, "Aymardine", "member");
        using var browser = identity.Browser();

        await browser.OpenAsync(address);
        Assert.Contains("Bonjour Aymardine", browser.Page);
        await browser.SubmitAsync(("as", "new"));

        Assert.Equal("/compte", browser.At);
        Assert.Contains("Vous ne pourriez pas revenir", browser.Page);
        using var second = identity.Browser();
        await second.OpenAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, second.Status);
        Assert.Contains("n’ouvre pas d’invitation", second.Page);
    }

    [Fact]
    public async Task The_twelve_digits_of_a_letter_can_be_typed_with_spaces()
    {
        var slug = await identity.FoundAsync();
        var code = (await identity.InviteAsync(slug, "Aymardine", "member")).Split('/')[^1];
        Assert.Matches(@"^\d{12}$", code);
        using var browser = identity.Browser();

        await browser.OpenAsync("/invitation");
        await browser.SubmitAsync(("code", $"{code[..4]} {code[4..8]} {code[8..]}"));

        Assert.Contains("Bonjour Aymardine", browser.Page);
    }

    [Fact]
    public async Task An_invitation_by_mail_answers_no_code_and_its_link_proves_the_address()
    {
        var slug = await identity.FoundAsync();
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        var email = $"{Guid.NewGuid():N}@exemple.fr";

        var invited = await coordinator.PostAsync($"/v1/caisses/{slug}/invitations", new
        {
            name = "Nadia",
            roles = Words.Of("member"),
            memberId = Guid.CreateVersion7(),
            email = email.ToUpperInvariant(),
        });

        Assert.Equal(System.Text.Json.JsonValueKind.Null, invited.GetProperty("letterCode").ValueKind);
        var mail = await identity.Mail.WaitAsync(email);
        using var browser = identity.Browser();
        await browser.OpenAsync(MailFolder.LinkIn(mail));
        await browser.SubmitAsync(("as", "new"));
        Assert.Contains(email, browser.Page);
        Assert.DoesNotContain("Vous ne pourriez pas revenir", browser.Page);
    }

    [Fact]
    public async Task An_invitation_that_was_taken_back_opens_nothing()
    {
        var slug = await identity.FoundAsync();
        var address = await identity.InviteAsync(slug, "Aymardine", "member");
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        var listed = await coordinator.ReadAsync($"/v1/caisses/{slug}/invitations");
        var invited = listed.GetProperty("items").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "Aymardine");
        var id = invited.Id();
        Assert.Equal("open", invited.GetProperty("state").GetString());

        using var taken = await coordinator.DeleteAsync(
            new Uri($"/v1/caisses/{slug}/invitations/{id}", UriKind.Relative));
        await taken.ShouldBeAsync(HttpStatusCode.OK);

        using var browser = identity.Browser();
        await browser.OpenAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        using var again = await coordinator.DeleteAsync(
            new Uri($"/v1/caisses/{slug}/invitations/{id}", UriKind.Relative));
        await again.ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Only_a_coordinator_gives_a_voice_and_an_operator_only_first_staff()
    {
        var slug = await identity.FoundAsync();
        using var theOperator = await identity.OperatorAsync();
        using var treasurer = await identity.StaffAsync(slug, "treasurer");
        var member = new { name = "Ada", roles = Words.Of("member"), memberId = Guid.CreateVersion7() };

        var refused = await theOperator.PostAsync(
            $"/v1/caisses/{slug}/invitations", member, HttpStatusCode.Forbidden);
        Assert.Equal("role-not-yours-to-give", refused.ProblemType());
        await theOperator.PostAsync(
            $"/v1/caisses/{slug}/invitations", new { name = "Ada", roles = Words.Of("coordinator") });
        await treasurer.PostAsync($"/v1/caisses/{slug}/invitations", member, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_operator_invites_another_operator_and_nobody_else_does()
    {
        var slug = await identity.FoundAsync();
        using var theOperator = await identity.OperatorAsync();
        using var coordinator = await identity.StaffAsync(slug, "coordinator");
        var person = new { name = "Camille", roles = Words.Of("operator") };

        await coordinator.PostAsync("/v1/caisses/*/invitations", person, HttpStatusCode.NotFound);
        await coordinator.PostAsync($"/v1/caisses/{slug}/invitations", person, HttpStatusCode.Forbidden);
        var code = await RunningIdentity.InviteAsync(theOperator, "*", person);

        using var camille = await identity.ActAsAsync(code);
        await camille.PostAsync("/v1/caisses", CaisseToFound.Request());
    }

    [Fact]
    public async Task What_is_wrong_with_an_invitation_is_named_at_once()
    {
        var slug = await identity.FoundAsync();
        using var coordinator = await identity.StaffAsync(slug, "coordinator");

        var problem = await coordinator.PostAsync(
            $"/v1/caisses/{slug}/invitations",
            new { name = "", roles = Words.Of("member", "king"), email = "nobody", language = "de" },
            HttpStatusCode.BadRequest);

        var errors = problem.GetProperty("errors");
        foreach (var field in Words.Of("name", "roles", "memberId", "email", "language"))
        {
            Assert.True(errors.TryGetProperty(field, out _), field);
        }
    }

    [Fact]
    public async Task Whoever_is_signed_in_may_add_an_invitation_to_their_account_and_sees_both_caisses()
    {
        var (first, second) = (await identity.FoundAsync(), await identity.FoundAsync());
        using var browser = identity.Browser();
        await browser.OpenAsync(await identity.InviteAsync(first, "Nadia", "member"));
        await browser.SubmitAsync(("as", "new"));
        await browser.OpenAsync(await identity.InviteAsync(second, "Nadia F.", "delegate"));

        await browser.SubmitAsync(("as", "me"));

        Assert.Equal("/compte", browser.At);
        Assert.Equal(2, browser.Page.Split(">Caisse</span>").Length - 1);
    }
}
