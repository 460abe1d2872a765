using System.Net;
using System.Text.Json;
using Caisse.Sortition.Evidence;
using Caisse.Support;
using Dapper;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

/// <summary>Dice are thrown in a meeting: who saw them signs, and enough signatures draw.</summary>
public sealed class SigningTests(Register register) : IClassFixture<Register>
{
    const string Dice = "407";

    [Fact]
    public async Task Dice_draw_once_two_people_have_signed_what_they_showed()
    {
        var campaign = await Campaign.WithCandidatesAsync(register, 12, Opening(signers: 2));
        using var treasurer = register.Service.ClientWith(
            TestIdentity.Token(["montpellier:treasurer"], "treasurer of signatures"));
        using var operators = register.Service.Client("*:operator");
        await SignAsync(register.Coordinator, campaign, Dice, HttpStatusCode.Conflict, Campaign.AwaitedAt);
        await campaign.FreezeUntilAsync("committed");
        var early = await SignAsync(register.Coordinator, campaign, Dice, HttpStatusCode.Conflict, Now);
        Assert.Equal("value-not-due", early.ProblemType());
        await SignAsync(operators, campaign, Dice, HttpStatusCode.Forbidden);

        Assert.Equal(1, Signed(await SignAsync(register.Coordinator, campaign, Dice)));
        var twice = await SignAsync(register.Coordinator, campaign, "704", HttpStatusCode.Conflict);
        Assert.Equal("already-signed", twice.ProblemType());
        var missing = await campaign.DrawAsync(HttpStatusCode.Conflict, value: Dice);
        Assert.Equal("signatures-missing", missing.ProblemType());
        Assert.Equal((1, 2), (Signed(missing), missing.GetProperty("signers").GetInt32()));
        Assert.Equal(2, Signed(await SignAsync(treasurer, campaign, Dice)));
        await campaign.DrawAsync(HttpStatusCode.Conflict, value: "704");

        var drawn = await campaign.DrawAsync(value: Dice);
        Assert.Null(await campaign.VerifyAsync(drawn.Id()));
        foreach (var read in new[]
        {
            await register.Anyone.ReadAsync(campaign.Root),
            await register.Anyone.ReadAsync($"{Root}/draws/{drawn.Id()}"),
        })
        {
            Assert.Equal(2, read.GetProperty("publicValue").GetProperty("signers").GetInt32());
        }
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        Assert.Equal(2, await connection.ExecuteScalarAsync<int>(
            "select count(*) from audit where action = 'campaign.value_signed' and subject = @Subject",
            new { Subject = campaign.Id.ToString() }));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public async Task So_many_signers_are_refused(int signers)
    {
        var refused = await register.Coordinator.PostAsync(
            $"{Root}/campaigns", Opening(signers), HttpStatusCode.BadRequest, at: Now);
        Assert.Contains("publicValue.signers", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_clients_of_one_member_are_one_witness_and_two_witnesses_are_asked_for_by_default()
    {
        var campaign = await Campaign.WithCandidatesAsync(register, 12, Opening());
        await campaign.FreezeUntilAsync("committed");
        var member = Guid.CreateVersion7();
        using var first = register.Service.ClientWith(
            TestIdentity.Token(["montpellier:coordinator"], "first client", memberId: member));
        using var second = register.Service.ClientWith(
            TestIdentity.Token(["montpellier:treasurer"], "second client", memberId: member));

        Assert.Equal(1, Signed(await SignAsync(first, campaign, Dice)));
        var again = await SignAsync(second, campaign, Dice, HttpStatusCode.Conflict);

        Assert.Equal("already-signed", again.ProblemType());
        var missing = await campaign.DrawAsync(HttpStatusCode.Conflict, value: Dice);
        Assert.Equal((1, 2), (Signed(missing), missing.GetProperty("signers").GetInt32()));
        await SignAsync(register.Coordinator, campaign, Dice);
        await campaign.DrawAsync(value: Dice);
    }

    [Fact]
    public async Task A_value_is_written_as_was_announced_or_refused()
    {
        var campaign = await Campaign.WithCandidatesAsync(register, 12, Opening(signers: 1));
        await campaign.FreezeUntilAsync("committed");
        foreach (var rendering in new[] { "4 0 7", "4-0-7", "0407", "40", "40a", "\u0664\u0660\u0667" })
        {
            var signing = await SignAsync(
                register.Coordinator, campaign, rendering, HttpStatusCode.UnprocessableEntity);
            var drawing = await campaign.DrawAsync(HttpStatusCode.UnprocessableEntity, value: rendering);
            Assert.Equal(("value-not-in-form", "value-not-in-form"), (signing.ProblemType(), drawing.ProblemType()));
            Assert.Equal(("digits", 3), (
                drawing.GetProperty("form").GetString(), drawing.GetProperty("length").GetInt32()));
        }
        await SignAsync(register.Coordinator, campaign, Dice);

        var drawn = await campaign.DrawAsync(value: Dice);

        var evidence = EvidenceFile.Read(await campaign.EvidenceAsync(drawn.Id()));
        Assert.Equal(
            "Three dice at the assembly, 2026-11-23T10:00:00Z, exactly 3 digits 0-9", evidence.Order.Source);
        Assert.Null(await campaign.VerifyAsync(drawn.Id()));
        Assert.Equal("digits", drawn.GetProperty("publicValue").GetProperty("form").GetString());
    }

    [Fact]
    public async Task A_campaign_that_was_opened_before_there_were_forms_takes_the_value_as_it_is_posted()
    {
        var campaign = await Campaign.WithCandidatesAsync(register, 12);
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update campaign set value_form = null, value_length = null where campaign_id = @Id",
            new { campaign.Id });
        await campaign.FreezeUntilAsync("committed");

        var drawn = await campaign.DrawAsync(value: "drand round 4242: 8f3c");

        Assert.Null(await campaign.VerifyAsync(drawn.Id()));
        Assert.Equal(
            "drand round 4242, 2026-11-23T10:00:00Z",
            EvidenceFile.Read(await campaign.EvidenceAsync(drawn.Id())).Order.Source);
    }

    [Theory]
    [InlineData(null, 3, "publicValue.form")]
    [InlineData("words", 3, "publicValue.form")]
    [InlineData("hex", null, "publicValue.length")]
    [InlineData("hex", 0, "publicValue.length")]
    [InlineData("digits", 129, "publicValue.length")]
    public async Task A_campaign_says_how_its_value_is_written(string? form, int? length, string field)
    {
        var refused = await register.Coordinator.PostAsync(
            $"{Root}/campaigns", Opening(2, form, length), HttpStatusCode.BadRequest, at: Now);
        Assert.Contains(field, refused.ToString(), StringComparison.Ordinal);
    }

    static object Opening(int signers, string? form = "digits", int? length = 3) => Opening(
        new { source = "Three dice at the assembly", awaitedAt = Campaign.AwaitedAt, form, length, signers });

    static object Opening(object? publicValue = null) => new
    {
        title = "Comité citoyen",
        seats = 6,
        quotas = Campaign.Quotas(6),
        publicValue = publicValue ?? new
        {
            source = "Three dice at the assembly", awaitedAt = Campaign.AwaitedAt, form = "digits", length = 3,
        },
    };

    static Task<JsonElement> SignAsync(
        HttpClient by, Campaign campaign, string value, HttpStatusCode expected = HttpStatusCode.Created,
        DateTimeOffset? at = null) =>
        by.PostAsync($"{campaign.Root}/signatures", new { value }, expected, at: at ?? Campaign.AwaitedAt);

    static int Signed(JsonElement answer) => answer.GetProperty("signed").GetInt32();
}
