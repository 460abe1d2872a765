using Caisse.Membership.Domain;
using Caisse.Sortition.Pools;
using FsCheck;
using FsCheck.Fluent;
using Check = Caisse.ServiceDefaults.Check;

namespace Caisse.Membership.Tests;

public sealed class CampaignRulesTests
{
    const string Montpellier =
        """
        feature,value,share
        age,0-14,15.8
        age,15-29,31.1
        age,30-44,19.9
        age,45-59,14.4
        age,60-74,11.9
        age,75+,6.9
        """;

    static readonly FeatureValue[] Offered =
    [
        new("age", "18-59"), new("age", "60+"), new("district", "Centre"), new("district", "Mosson"),
        new("gender", "woman"), new("gender", "man"),
    ];

    [Fact]
    public void Shares_of_a_population_become_quotas_with_an_explanation()
    {
        var check = new Check();

        var quotas = CampaignQuotas.CheckInto(check, [], Montpellier, 61);

        Assert.Null(check.Problem);
        Assert.Equal([9, 18, 12, 8, 7, 4], quotas.Select(one => one.Quota.Min));
        Assert.Equal([10, 19, 13, 9, 8, 5], quotas.Select(one => one.Quota.Max));
        Assert.Equal("15.8 % of 61 seats is 9.64: rounded down 9, rounded up 10.", quotas[0].Explanation);
        Assert.Equal(
            "15,8 % de 61 sièges font 9,64 : 9 par défaut, 10 par excès.", quotas[0].ExplanationInFrench);
    }

    [Theory]
    [InlineData("feature,value,share\nage,old,40\n", "The shares of age sum to 40 instead of 100.")]
    [InlineData("feature,value,share\nage,old,x\n", "line 2, column share: It is not a percentage")]
    [InlineData("feature,value,share\nage,old,50\nage,old,50\n", "is there twice")]
    [InlineData("feature,value\nage,old\n", "column share: The column is missing.")]
    [InlineData("", "The file is empty.")]
    public void A_population_table_that_makes_no_sense_is_refused_by_line(string table, string expected)
    {
        var check = new Check();

        CampaignQuotas.CheckInto(check, [], table, 61);

        Assert.Contains(expected, check.Problem!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Quotas_of_shares_can_always_be_filled() => Prop.ForAll(
        Gen.Choose(1, 500).ToArbitrary(), Gen.Choose(0, 1000).NonEmptyListOf().ToArbitrary(), (seats, weights) =>
        {
            if (weights.Count > 30 || weights.Sum() == 0)
            {
                return true;
            }
            var lines = weights.Select((weight, at) => FormattableString.Invariant(
                $"age,v{at},{Math.Round(100m * weight / weights.Sum(), 6)}"));
            var (quotas, errors) = PopulationTable.Read(
                $"feature,value,share\n{string.Join('\n', lines)}", seats);
            return errors.Count == 0 && quotas.Sum(one => one.Quota.Min) <= seats
                && quotas.Sum(one => one.Quota.Max) >= seats
                && quotas.All(one => one.Quota.Max - one.Quota.Min <= 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_the_register_knows_is_not_asked_and_the_rest_is()
    {
        var (features, problem) = CandidateFeatures.Decide(
            Offered, new RegisteredFeatures(61, "Centre", null), [new FeatureValue("gender", "woman")]);

        Assert.Null(problem);
        Assert.Equal(["60+", "Centre", "woman"], features.Values);
    }

    [Fact]
    public void Answers_that_are_missing_contradicted_unknown_or_not_asked_for_are_named()
    {
        var (_, problem) = CandidateFeatures.Decide(
            Offered, new RegisteredFeatures(17, "Centre", null),
            [new FeatureValue("district", "Mosson"), new FeatureValue("shoe", "41")]);

        Assert.Equal("answers-do-not-fit", problem!.Type);
        Assert.Contains("age: There is no quota for it", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("district: The register says otherwise.", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("gender: An answer is missing.", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("shoe: This campaign does not ask it.", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, "Centre", true, "18-59 Centre woman")]
    [InlineData(61, "Mosson", true, "60+ Mosson woman")]
    [InlineData(61, "Mosson", false, "60+ Mosson woman")]
    [InlineData(61, "Elsewhere", false, null)]
    [InlineData(61, "Elsewhere", true, "60+ Centre woman")]
    [InlineData(61, "Elsewhere", null, "60+ Centre woman")]
    [InlineData(61, null, false, "60+ Centre woman")]
    [InlineData(17, "Centre", false, null)]
    public void Features_are_the_registers_of_the_day_and_answers_stand_where_it_knows_nothing(
        int age, string? district, bool? hasAnsweredDistrict, string? features)
    {
        var refreshed = CandidateFeatures.Refresh(
            Offered, new RegisteredFeatures(age, district, null),
            new Dictionary<string, string> { ["age"] = "18-59", ["district"] = "Centre", ["gender"] = "woman" },
            hasAnsweredDistrict is null ? null : hasAnsweredDistrict.Value ? ["district", "gender"] : ["gender"]);

        Assert.Equal(features, refreshed is null ? null : string.Join(' ', refreshed.Values));
    }

    [Theory]
    [InlineData("30-44", true)]
    [InlineData("75+", true)]
    [InlineData("44-30", false)]
    [InlineData("-1-4", false)]
    [InlineData("old", false)]
    [InlineData("", false)]
    public void An_age_bracket_is_two_ages_or_one_and_more(string text, bool isBracket) =>
        Assert.Equal(isBracket, AgeBracket.TryParse(text, out _));
}
