using System.Net;
using System.Text.Json.Nodes;
using Caisse.Contracts.Governance;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.Governance.Tests;

public sealed class FoundingTests(GovernanceFixture governance) : IClassFixture<GovernanceFixture>
{
    [Fact]
    public async Task The_founding_rules_are_decision_1_from_the_founding_day_in_the_caisses_time_zone()
    {
        using var caisse = await governance.FoundAsync();

        var decision = await caisse.Anyone.ReadAsync(caisse.At("decisions/1"));

        Assert.Equal("2026-01-02", decision.GetProperty("inForceFrom").GetString());
        Assert.Equal("2026-01-02", decision.GetProperty("date").GetString());
        Assert.Equal(
            "Collectif de coopération", decision.GetProperty("body").GetProperty("name").GetString());
        var effects = decision.GetProperty("effects");
        Assert.Equal(2, effects.GetArrayLength());
        Assert.Equal(100, effects[0].GetProperty("value").GetProperty("minimumFirstPersonCents").GetInt32());
        var adopted = Assert.Single(await caisse.AdoptedAsync());
        Assert.Equal((1, new DateOnly(2026, 1, 2)), (adopted.Number, adopted.InForceFrom));
        Assert.Equal(
            [SetContributionScheme.Kind, SetBackingRatio.Kind],
            adopted.Effects.Select(effect => effect.Kind));
        Assert.Equal("""{"percent":100}""", adopted.Effects[1].Value);
    }

    [Fact]
    public async Task A_decision_that_was_published_and_forgotten_is_told_again_as_it_was()
    {
        using var caisse = await governance.FoundAsync();
        var adopted = Assert.Single(await caisse.AdoptedAsync());

        var rebuilt = await governance.Service.RebuildAsync<DecisionAdopted>();

        var told = Assert.Single(rebuilt, happened => happened.Caisse == caisse.Slug);
        Assert.Equal(
            EventText.Of(adopted with { Effects = [] }), EventText.Of(told with { Effects = [] }));
        Assert.Equal(adopted.Effects.Select(Rule), told.Effects.Select(Rule));

        // The register keeps rules as JSON, where spaces mean nothing.
        static string Rule(DecisionEffect effect) =>
            $"{effect.Kind} {JsonNode.Parse(effect.Value)!.ToJsonString()}";
    }

    [Fact]
    public async Task The_founding_makes_the_cooperation_collective()
    {
        using var caisse = await governance.FoundAsync();

        var bodies = (await caisse.Anyone.ReadAsync(caisse.At("bodies"))).GetProperty("items");

        Assert.Equal(1, bodies.GetArrayLength());
        Assert.Equal("cooperation_collective", bodies[0].GetProperty("kind").GetString());
        await caisse.Anyone.ReadAsync(caisse.At($"bodies/{bodies[0].Id()}"));
    }

    [Fact]
    public async Task A_founding_heard_again_changes_nothing()
    {
        using var caisse = await governance.FoundAsync();
        var messageId = Guid.CreateVersion7();

        await governance.Service.HearAsync(FoundedCaisse.Founding(caisse.Slug));
        await governance.Service.Bus.PublishAsync(FoundedCaisse.Founding(caisse.Slug), messageId);
        await governance.Service.Bus.PublishAsync(FoundedCaisse.Founding(caisse.Slug), messageId);
        // Hearing another caisse's founding afterwards means that those before have been delivered too.
        using var other = await governance.FoundAsync();

        Assert.Single(await caisse.AdoptedAsync());
        var bodies = await caisse.Anyone.ReadAsync(caisse.At("bodies"));
        Assert.Equal(1, bodies.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("bodies")]
    [InlineData("proposals")]
    [InlineData("decisions")]
    [InlineData("decisions/1")]
    public async Task A_caisse_that_was_never_founded_has_no_register(string path)
    {
        using var anyone = governance.Service.Client();

        var problem = await anyone.ReadAsync($"/v1/caisses/nowhere/{path}", HttpStatusCode.NotFound);

        Assert.Equal("not-found", problem.ProblemType());
    }

    [Fact]
    public async Task No_body_comes_before_the_founding()
    {
        using var early = governance.Service.Client("not-yet:coordinator");

        await early.PostAsync(
            "/v1/caisses/not-yet/bodies",
            new
            {
                kind = "working_group",
                name = "x",
                seats = 1,
                termMonths = 1,
                quorumPercent = 0,
                decisionMode = "majority",
            },
            HttpStatusCode.Conflict);
    }
}
