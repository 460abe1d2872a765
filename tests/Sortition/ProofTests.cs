using System.Numerics;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Proving;
using Caisse.Sortition.Tests.Exact;
using Caisse.Sortition.Verifying;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Sortition.Tests;

/// <summary>Proofs that no panel is heavier, against all the panels there are.</summary>
public sealed class ProofTests
{
    [Fact]
    public void What_a_proof_shows_is_the_heaviest_panel_of_all() =>
        Prop.ForAll(SmallPools.Any, small =>
        {
            var panels = new AllPanels(small.Pool, small.Size).Panels;
            if (panels.Count == 0) return;
            var arithmetic = new ProofArithmetic(EvidencePool.Of(small.Pool, null), small.Size);
            var random = new Random(small.Seed);
            BigInteger[] weights = [.. arithmetic.Kinds.All.Select(_ =>
                FixedDecimal.Round(random.Next(4) == 0 ? 0 : random.NextDouble(), 6).Units)];
            var heaviest = panels.Select(panel => panel.Aggregate(
                BigInteger.Zero, (sum, person) => sum + weights[arithmetic.Kinds.KindOf[person]])).Max();
            var target = heaviest + FixedDecimal.Round(1e-7).Units;

            var tree = new HeaviestPanelProof(arithmetic, CancellationToken.None).Find(weights, target);

            Assert.InRange(arithmetic.Heaviest(tree, weights).Units, heaviest, target);
        }).Check(Trials.Of(300));

    [Fact]
    public void Whatever_the_multipliers_no_panel_is_heavier() =>
        Prop.ForAll(SmallPools.Any, small =>
        {
            var arithmetic = new ProofArithmetic(EvidencePool.Of(small.Pool, null), small.Size);
            var random = new Random(small.Seed);
            BigInteger[] weights = [.. arithmetic.Kinds.All.Select(_ => Any())];
            var bound = arithmetic.Bound(
                weights, Any(), [.. small.Pool.Quotas.Select(_ => Any())], new int[weights.Length],
                [.. arithmetic.Kinds.All.Select(kind => kind.Most)]);

            Assert.All(new AllPanels(small.Pool, small.Size).Panels, panel => Assert.True(
                panel.Aggregate(
                    BigInteger.Zero, (sum, person) => sum + weights[arithmetic.Kinds.KindOf[person]]) <= bound));

            BigInteger Any() => FixedDecimal.Round(random.NextDouble() - 0.4, 6).Units;
        }).Check(Trials.Of(300));

    [Theory]
    [MemberData(nameof(Instances.WithTruth), MemberType = typeof(Instances))]
    public void Every_level_is_proven_and_nobody_has_less_than_the_truth(string set, bool hasHouseholds)
    {
        var drawn = MadeEvidence.Draw(set, hasHouseholds, Instances.Size(set));

        var report = Verification.Check(drawn.Evidence.ToBytes());

        Assert.Null(report.Difference);
        var levels = drawn.Evidence.Result.Levels;
        Assert.All(levels, level => Assert.InRange(
            FixedDecimal.Parse(level.Bound).ToDouble() - FixedDecimal.Parse(level.Probability).ToDouble(), 0,
            LotteryQuality.MaxGap));
        Assert.Contains(
            report.Said, line => line.StartsWith($"{levels.Length} of {levels.Length} levels are proven", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Said, line => line.Contains("not proven", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("12.000000000000001", "12.000000000000001")]
    public void A_number_has_one_form(string text, string form) =>
        Assert.Equal(form, $"{FixedDecimal.Parse(text)}");

    [Theory]
    [InlineData("")]
    [InlineData("-0")]
    [InlineData("1.0")]
    [InlineData("01")]
    [InlineData("1e-3")]
    [InlineData("+1")]
    [InlineData("0.1234567890123456")]
    [InlineData("1\n")]
    public void Any_other_form_is_refused(string text) =>
        Assert.Throws<System.Text.Json.JsonException>(() => FixedDecimal.Parse(text));

    [Fact]
    public void Fractions_are_rounded_down_or_up_on_both_sides_of_zero()
    {
        Assert.Equal(new FixedDecimal(-2), FixedDecimal.Floor(-3, 2));
        Assert.Equal(new FixedDecimal(1), FixedDecimal.Floor(3, 2));
        Assert.Equal(new FixedDecimal(-1), FixedDecimal.Ceiling(-3, 2));
        Assert.Equal(new FixedDecimal(2), FixedDecimal.Ceiling(3, 2));
        Assert.Equal(new FixedDecimal(2), FixedDecimal.Ceiling(4, 2));
    }
}
