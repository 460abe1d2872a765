using System.Text.Json;
using Caisse.ServiceDefaults;

namespace Caisse.Rules.Tests;

/// <summary>A proposed rule is refused with every reason, before anyone votes on it.</summary>
public sealed class AllocationSchemeTests
{
    [Theory]
    [InlineData("""{"firstPersonCents": 15000, "furtherPersonCents": 7500}""")]
    [InlineData("""{"firstPersonCents": 1, "furtherPersonCents": 0, "childCents": 0, "childUnderAge": 18}""")]
    [InlineData(
        """{"firstPersonCents": 1, "furtherPersonCents": 2, "ageBands": [{"underAge": 3, "cents": 0}]}""")]
    [InlineData(
        """{"firstPersonCents": 6000, "furtherPersonCents": 0, "basis": "flat", "requires": "pledged"}""")]
    [InlineData("""{"firstPersonCents": 0, "furtherPersonCents": 0, "basis": "mean_of_contributions"}""")]
    [InlineData(
        """
        {"firstPersonCents": 0, "furtherPersonCents": 0, "basis": "multiple_of_contribution",
        "multiplierPercent": 150, "floorCents": 100, "capCents": 100, "requires": "paid",
        "minimumContributionCents": 3000}
        """)]
    public void A_scheme_that_makes_sense_passes(string scheme) => Assert.Null(Problem(scheme));

    [Theory]
    [InlineData("\"basis\": \"mean\"", "basis", "must be one of composition, flat, mean_of_contributions, "
        + "multiple_of_contribution.")]
    [InlineData("\"requires\": \"both\"", "requires", "must be one of none, pledged, paid.")]
    [InlineData("\"floorCents\": 200, \"capCents\": 100", "capCents", "must not be under floorCents, 200.")]
    [InlineData("\"floorCents\": 0", "floorCents", "must be from 1 to 1000000000 cents.")]
    [InlineData("\"capCents\": -1", "capCents", "must be from 1 to 1000000000 cents.")]
    [InlineData(
        "\"multiplierPercent\": 150", "multiplierPercent",
        "goes with multiple_of_contribution, not with composition.")]
    [InlineData(
        "\"minimumContributionCents\": 100", "minimumContributionCents",
        "goes with requires pledged or paid.")]
    [InlineData(
        "\"requires\": \"paid\", \"minimumContributionCents\": 0", "minimumContributionCents",
        "must be from 1 to 1000000000 cents.")]
    [InlineData("\"childCents\": 100", "childUnderAge", "goes together with childCents.")]
    [InlineData("\"childUnderAge\": 12", "childUnderAge", "goes together with childCents.")]
    [InlineData("\"childCents\": 100, \"childUnderAge\": 31", "childUnderAge", "must be from 1 to 30.")]
    [InlineData(
        "\"childCents\": 1, \"childUnderAge\": 12, \"ageBands\": [{\"underAge\": 3, \"cents\": 1}]",
        "ageBands", "takes the place of childCents: give one of them.")]
    [InlineData(
        "\"ageBands\": [{\"underAge\": 3, \"cents\": 1}, {\"underAge\": 3, \"cents\": 2}]",
        "ageBands[1].underAge", "must be above the band before.")]
    [InlineData(
        "\"ageBands\": [{\"underAge\": 3, \"cents\": -1}]", "ageBands[0].cents",
        "must be from 0 to 1000000000 cents.")]
    [InlineData("\"ageBands\": []", "ageBands", "must hold 1 to 10 entries.")]
    [InlineData("\"ageBands\": [null]", "ageBands[0].underAge", "must be from 1 to 30.")]
    public void A_composition_that_contradicts_itself_is_refused_with_the_reason(
        string fields, string field, string reason) => Assert.Contains(
            $"effect.value.{field}: {reason}",
            Problem("{\"firstPersonCents\": 15000, \"furtherPersonCents\": 7500, " + fields + "}"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "flat", "\"furtherPersonCents\": 1", "furtherPersonCents: goes with composition, not with flat.")]
    [InlineData(
        "flat", "\"furtherPersonCents\": 0, \"ageBands\": [{\"underAge\": 3, \"cents\": 1}]",
        "ageBands: goes with composition, not with flat.")]
    [InlineData(
        "mean_of_contributions", "\"furtherPersonCents\": 0",
        "firstPersonCents: goes with composition or flat, not with mean_of_contributions.")]
    [InlineData(
        "mean_of_contributions", "\"furtherPersonCents\": 0, \"capCents\": 5",
        "capCents: goes with composition or flat or multiple_of_contribution, "
        + "not with mean_of_contributions.")]
    [InlineData(
        "multiple_of_contribution", "\"furtherPersonCents\": 0",
        "multiplierPercent: is needed with multiple_of_contribution.")]
    [InlineData(
        "multiple_of_contribution", "\"furtherPersonCents\": 0, \"multiplierPercent\": 1001",
        "multiplierPercent: must be from 1 to 1000.")]
    public void A_parameter_that_its_basis_does_not_read_is_refused(
        string basis, string fields, string reason) => Assert.Contains(
            $"effect.value.{reason}",
            Problem("{\"firstPersonCents\": 1, \"basis\": \"" + basis + "\", " + fields + "}"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"furtherPersonCents": 0}""", "firstPersonCents")]
    [InlineData("""{"firstPersonCents": 1, "furtherPersonCents": 0, "basis": null}""", "basis")]
    [InlineData("""{"firstPersonCents": 1, "furtherPersonCents": 0, "floorcent": 1}""", "floorcent")]
    [InlineData("""{"firstPersonCents": 1, "furtherPersonCents": 0, "capCents": "1"}""", "capCents")]
    [InlineData("""[]""", "must be an object in the shape of set_allocation_scheme.")]
    public void What_is_no_scheme_at_all_is_refused(string scheme, string named) =>
        Assert.Contains(named, Problem(scheme), StringComparison.Ordinal);

    [Fact]
    public void A_kind_that_nobody_applies_is_refused()
    {
        var check = new Check();
        new EffectRequest("set_the_weather").CheckInto(check, "effect");
        Assert.Equal(
            "effect.kind: \"set_the_weather\" is not an effect that this platform can apply.",
            check.Problem?.Detail);
    }

    [Fact]
    public void Every_kind_of_effect_is_examined()
    {
        string[] kinds = [.. EffectKinds.All.Select(kind => kind.Name), EffectKinds.None];
        Assert.InRange(kinds.Length, 10, int.MaxValue);
        Assert.All(kinds, kind =>
        {
            var check = new Check();
            new EffectRequest(kind, JsonSerializer.SerializeToElement(7)).CheckInto(check, "effect");
            Assert.StartsWith("effect.value: must be", check.Problem?.Detail, StringComparison.Ordinal);
        });
    }

    static string? Problem(string scheme)
    {
        var check = new Check();
        new EffectRequest(
            SetAllocationScheme.Kind, JsonSerializer.Deserialize<JsonElement>(scheme))
            .CheckInto(check, "effect");
        return check.Problem?.Detail;
    }
}
