using System.Net;
using System.Text.Json;
using Caisse.Support;
using Dapper;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

/// <summary>Dice are thrown in a meeting: who saw them signs, and enough signatures draw.</summary>
public sealed class SigningTests(Register register) : IClassFixture<Register>
{
    const string Dice = "4 0 7";

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
        var twice = await SignAsync(register.Coordinator, campaign, "7 0 4", HttpStatusCode.Conflict);
        Assert.Equal("already-signed", twice.ProblemType());
        var missing = await campaign.DrawAsync(HttpStatusCode.Conflict, value: Dice);
        Assert.Equal("signatures-missing", missing.ProblemType());
        Assert.Equal((1, 2), (Signed(missing), missing.GetProperty("signers").GetInt32()));
        Assert.Equal(2, Signed(await SignAsync(treasurer, campaign, Dice)));
        await campaign.DrawAsync(HttpStatusCode.Conflict, value: "7 0 4");

        var drawn = await campaign.DrawAsync(value: Dice);
        Assert.Null(await campaign.VerifyAsync(drawn.Id()));
        var read = await register.Anyone.ReadAsync(campaign.Root);
        Assert.Equal(2, read.GetProperty("publicValue").GetProperty("signers").GetInt32());
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

    static object Opening(int signers) => new
    {
        title = "Comité citoyen",
        seats = 6,
        quotas = Campaign.Quotas(6),
        publicValue = new { source = "Three dice at the assembly", awaitedAt = Campaign.AwaitedAt, signers },
    };

    static Task<JsonElement> SignAsync(
        HttpClient by, Campaign campaign, string value, HttpStatusCode expected = HttpStatusCode.Created,
        DateTimeOffset? at = null) =>
        by.PostAsync($"{campaign.Root}/signatures", new { value }, expected, at: at ?? Campaign.AwaitedAt);

    static int Signed(JsonElement answer) => answer.GetProperty("signed").GetInt32();
}
