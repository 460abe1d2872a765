using System.Text.Json;
using Caisse.ServiceDefaults;

namespace Caisse.Rules.Tests;

public sealed class CarryOverTests
{
    [Theory]
    [InlineData("""{"mode": "keep"}""")]
    [InlineData("""{"mode": "keep", "departedMonths": 0}""")]
    [InlineData("""{"mode": "cap", "months": 1}""")]
    [InlineData("""{"mode": "expire", "months": 24, "departedMonths": 24}""")]
    public void A_rule_that_can_be_applied_passes(string rule) => Assert.Null(Check(rule).Problem);

    [Theory]
    [InlineData("""{"mode": "forget"}""", "effect.value.mode")]
    [InlineData("""{"mode": "keep", "months": 3}""", "effect.value.months")]
    [InlineData("""{"mode": "cap"}""", "effect.value.months")]
    [InlineData("""{"mode": "expire", "months": 0}""", "effect.value.months")]
    [InlineData("""{"mode": "expire", "months": 25}""", "effect.value.months")]
    [InlineData("""{"mode": "keep", "departedMonths": -1}""", "effect.value.departedMonths")]
    [InlineData("""{"mode": null}""", "effect.value")]
    [InlineData("""{"months": 3}""", "effect.value")]
    public void What_is_wrong_with_a_rule_is_named(string rule, string named)
    {
        var errors = (IReadOnlyDictionary<string, List<string>>)Check(rule).Problem!.Facts["errors"]!;
        Assert.Contains(named, errors.Keys);
    }

    static Check Check(string rule)
    {
        var check = new Check();
        new EffectRequest("set_carry_over", JsonSerializer.Deserialize<JsonElement>(rule))
            .CheckInto(check, "effect");
        return check;
    }
}
