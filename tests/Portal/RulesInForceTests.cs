using System.Globalization;
using System.Text.Json;
using Caisse.Portal.Calling;
using Caisse.Portal.Showing;

namespace Caisse.Portal.Tests;

/// <summary>Which rule holds on a day, and what it says.</summary>
public sealed class RulesInForceTests
{
    public RulesInForceTests() =>
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr");

    [Theory]
    [InlineData("2026-01-31", 1)]
    [InlineData("2026-02-01", 2)]
    [InlineData("2026-12-31", 2)]
    public void The_latest_decision_in_force_on_the_day_holds(string day, int number)
    {
        Decision[] decisions = [Decide(1, "2026-01-01", Backing(50)), Decide(2, "2026-02-01", Backing(100))];

        var rule = Assert.Single(RulesInForce.On(decisions, DateOnly.Parse(day, CultureInfo.InvariantCulture)));

        Assert.Equal(number, rule.Decision.Number);
    }

    [Fact]
    public void A_decision_that_takes_effect_earlier_than_an_older_one_yields_to_it()
    {
        Decision[] decisions = [Decide(1, "2026-06-01", Backing(50)), Decide(2, "2026-03-01", Backing(100))];

        Assert.Equal(1, Assert.Single(RulesInForce.On(decisions, new DateOnly(2026, 7, 1))).Decision.Number);
    }

    [Fact]
    public void What_was_not_applied_changed_nothing()
    {
        var refused = Decide(2, "2026-02-01", Backing(100)) with
        {
            AppliedBy = [new Application(EffectKinds.Backing, "contributions", DateTimeOffset.UnixEpoch, "no")],
        };

        Assert.Equal(
            1, Assert.Single(RulesInForce.On([Decide(1, "2026-01-01", Backing(50)), refused], new(2026, 7, 1)))
                .Decision.Number);
    }

    [Theory]
    [InlineData(
        """{"firstPersonCents":15000,"furtherPersonCents":7500}""",
        "Une personne seule reçoit 150,00 MonA. Un couple, 225,00 MonA. Un couple avec deux enfants de 8 ans, 375,00 MonA.")]
    [InlineData(
        """{"firstPersonCents":15000,"furtherPersonCents":7500,"childCents":4000,"childUnderAge":14}""",
        "Une personne seule reçoit 150,00 MonA. Un couple, 225,00 MonA. Un couple avec deux enfants de 8 ans, 305,00 MonA.")]
    [InlineData(
        """{"firstPersonCents":10000,"furtherPersonCents":5000,"capCents":20000}""",
        "Une personne seule reçoit 100,00 MonA. Un couple, 150,00 MonA. Un couple avec deux enfants de 8 ans, 200,00 MonA.")]
    [InlineData(
        """{"firstPersonCents":10000,"furtherPersonCents":10000,"ageBands":[{"underAge":6,"cents":2000},{"underAge":12,"cents":3000}]}""",
        "Une personne seule reçoit 100,00 MonA. Un couple, 200,00 MonA. Un couple avec deux enfants de 8 ans, 260,00 MonA.")]
    public void An_allocation_is_told_with_its_examples(string scheme, string example) =>
        Assert.Contains(example, Said(EffectKinds.Allocation, scheme));

    [Theory]
    [InlineData("""{"minimumFirstPersonCents":1000,"minimumFurtherPersonCents":500}""", "Un foyer de trois personnes verse donc 20,00 € ou davantage.")]
    [InlineData("""{"minimumFirstPersonCents":0,"minimumFurtherPersonCents":0}""", "**Ce que vous pouvez**, même rien.")]
    public void A_contribution_is_told_with_its_minimum(string scheme, string line) =>
        Assert.Contains(line, Said(EffectKinds.Contribution, scheme));

    [Fact]
    public void Rates_are_told_from_the_whole_to_nothing()
    {
        var said = Said(
            EffectKinds.Rates,
            """{"rates":[{"category":"wine","percent":0},{"category":"bread","percent":100},{"category":"groceries","percent":70}]}""");

        Assert.Equal(
            [
                "**En entier** en MonA : pain.", "**70 %** en MonA et 30 % en euros : épicerie.",
                "**Jamais** en MonA : vin.", "Tout le reste se paie en entier en MonA.",
            ],
            said);
    }

    [Fact]
    public void A_rule_of_a_kind_not_known_yet_is_still_shown() =>
        Assert.NotEmpty(Said("set_something_new", """{"a":1}"""));

    [Fact]
    public void A_rule_of_a_kind_not_known_yet_is_in_force_in_its_own_words_after_the_others()
    {
        var effect = new Effect(
            "set_something_new", default, new("Du nouveau", "Something new"), [new("Tout change.", "All changes.")]);

        var rules = RulesInForce.On(
            [Decide(1, "2026-01-01", effect), Decide(2, "2026-01-01", Backing(50))], new DateOnly(2026, 7, 1))
            .ToList();

        Assert.Equal(["set_backing_ratio", "set_something_new"], rules.Select(rule => rule.Kind));
        Assert.Equal(("Du nouveau", "Tout change."), (rules[1].Title, rules[1].Lines.Single()));
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        Assert.Equal("All changes.", RuleWords.Of(effect).Single());
    }

    static IReadOnlyList<string> Said(string kind, string value) =>
        [.. RuleWords.Of(new Effect(kind, JsonSerializer.Deserialize<JsonElement>(value)))
            .Select(line => line.Replace('\u00a0', ' '))];

    static Effect Backing(int percent) =>
        new(EffectKinds.Backing, JsonSerializer.SerializeToElement(new { percent }));

    static Decision Decide(int number, string from, Effect effect) => new(
        number, new DateOnly(2026, 1, 1), new DecidingBody("citizens_committee", "Comité"), null, "", "", [effect],
        DateOnly.Parse(from, CultureInfo.InvariantCulture), []);
}
