using System.Net;
using System.Text.Json;
using Caisse.Contracts.Governance;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.Governance.Tests;

/// <summary>What anyone may read about rules: which may be proposed, and which are in force.</summary>
public sealed class EffectDescriptionTests(GovernanceFixture governance) : IClassFixture<GovernanceFixture>
{
    [Fact]
    public async Task The_api_description_has_a_schema_for_each_kind_with_its_limits_and_an_example()
    {
        using var anyone = governance.Service.Client();
        var schemas = (await anyone.ReadAsync("/openapi/v1.json")).GetProperty("components")
            .GetProperty("schemas");

        var kinds = schemas.GetProperty("EffectRequest").GetProperty("oneOf").EnumerateArray()
            .Select(Resolve).ToDictionary(kind =>
                kind.GetProperty("properties").GetProperty("kind").GetProperty("enum")[0].GetString()!);

        Assert.Equal(
            EffectKinds.All.Select(kind => kind.Name).Append(EffectKinds.None).Order(StringComparer.Ordinal),
            kinds.Keys.Order(StringComparer.Ordinal));
        // Beside oneOf it would forbid every member.
        Assert.False(schemas.GetProperty("EffectRequest").TryGetProperty("additionalProperties", out _));
        var ratio = ValueOf("set_backing_ratio").GetProperty("properties").GetProperty("percent");
        Assert.Equal((1, 100), (ratio.GetProperty("minimum").GetInt32(), ratio.GetProperty("maximum").GetInt32()));
        var modes = ValueOf("set_carry_over").GetProperty("properties").GetProperty("mode").GetProperty("enum");
        Assert.Equal(["keep", "cap", "expire"], modes.EnumerateArray().Select(mode => mode.GetString()));
        Assert.Equal(
            100, ValueOf("set_backing_ratio").GetProperty("examples")[0].GetProperty("percent").GetInt32());
        var bodies = ValueOf("set_voting_rules").GetProperty("properties").GetProperty("bodies");
        Assert.Equal(10, bodies.GetProperty("maxItems").GetInt32());
        var share = Resolve(bodies.GetProperty("items")).GetProperty("properties");
        Assert.Equal(2160, share.GetProperty("minimumHours").GetProperty("maximum").GetInt32());

        JsonElement ValueOf(string kind) => Resolve(kinds[kind].GetProperty("properties").GetProperty("value"));

        JsonElement Resolve(JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
            ? schemas.GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;
    }

    [Fact]
    public async Task The_rules_of_a_day_are_listed_in_both_languages_with_the_decision_that_set_each()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(1);
        var proposal = await caisse.ProposeAsync(
            body, new { kind = SetBackingRatio.Kind, value = new { percent = 60 } });
        await caisse.OpenAsync(proposal);
        await caisse.VoteAsync(proposal, members[0]);
        await caisse.CloseAsync(proposal);

        var before = await RulesAsync(caisse, "2026-03-31");
        var after = await RulesAsync(caisse, "2026-04-01");

        Assert.Equal(["set_backing_ratio 1", "set_contribution_scheme 1"], before.Select(Describe));
        Assert.Equal(["set_backing_ratio 2", "set_contribution_scheme 1"], after.Select(Describe));
        var said = after[0].GetProperty("inWords")[0];
        Assert.Equal(
            "La caisse garde en euros 60\u00a0% des MonA en circulation avant d'en créer de nouveaux.",
            said.GetProperty("fr").GetString());
        Assert.Equal(
            "The fund keeps 60% of all MonA in circulation in euros before it issues more.",
            said.GetProperty("en").GetString());
        Assert.Equal("The money behind MonA", after[0].GetProperty("title").GetProperty("en").GetString());
        Assert.Equal(60, after[0].GetProperty("value").GetProperty("percent").GetInt32());
        Assert.Empty(await RulesAsync(caisse, "2026-01-01"));
    }

    [Fact]
    public async Task What_its_owner_refused_is_not_in_force()
    {
        using var caisse = await governance.FoundAsync();
        var founding = Assert.Single(await caisse.AdoptedAsync());

        await governance.Service.HearAsync(new DecisionApplied(
            caisse.Slug, founding.DecisionId, SetBackingRatio.Kind, "contributions", "No.", FoundedCaisse.Now));

        Assert.Equal(
            ["set_contribution_scheme 1"], (await RulesAsync(caisse, "2026-06-01")).Select(Describe));
    }

    [Fact]
    public async Task A_day_that_is_none_is_refused()
    {
        using var caisse = await governance.FoundAsync();

        await caisse.Anyone.ReadAsync(caisse.At("rules?on=2026-02-30"), HttpStatusCode.BadRequest);
    }

    static async Task<IReadOnlyList<JsonElement>> RulesAsync(FoundedCaisse caisse, string on) =>
        [.. (await caisse.Anyone.ReadAsync(caisse.At($"rules?on={on}"))).GetProperty("items").EnumerateArray()];

    static string Describe(JsonElement rule) =>
        $"{rule.GetProperty("kind").GetString()} {rule.GetProperty("decisionNumber").GetInt32()}";
}
