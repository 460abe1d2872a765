using Caisse.Sortition.Drawing;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Solving;
using Caisse.Sortition.Tests.Exact;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Sortition.Tests;

/// <summary>
/// Exact quotas and households leave few panels, and what a level misses is multiplied in later ones: here
/// everything is compared with fractions over every panel there is.
/// </summary>
public sealed class ExactPoolTests
{
    const double MostOff = 1e-6;

    [Fact]
    public void Small_exact_pools_get_what_fractions_over_every_panel_give() =>
        Prop.ForAll(SmallPools.Exact, one => AssertExact(one.Small, one.Panels))
            .Check(Trials.Of(100, exploring: 300));

    /// <summary>Here levels were off by up to 3.7E-3, and called proven.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(19)]
    [InlineData(21)]
    [InlineData(41)]
    public void Pools_that_were_computed_wrongly_are_right(int seed)
    {
        var (small, panels) = SmallPools.ExactOf(seed);
        AssertExact(small, panels);
    }

    [Fact]
    public void Levels_from_panels_alone_are_those_of_fractions_and_only_whom_a_weight_proves_is_fixed() =>
        Prop.ForAll(SmallPools.Exact, one =>
        {
            var ((_, pool, size), panels) = one;
            var kinds = Kinds.Of(pool);
            var rules = new PanelRules(kinds, size);
            var search = new PanelSearch(rules, CancellationToken.None);
            var coverage = Coverage.Of(rules, search, 1);

            var (distribution, levels) = new LevelByLevel(rules, search, coverage.IsCovered, coverage.Panels)
                .Compute(Objective.Leximin, null);

            var exact = ExactLeximin.Of(panels, pool.Persons.Count);
            Assert.All(kinds.All.Index(), kind => Assert.All(kind.Item.Persons, person =>
                Assert.Equal(exact[person], distribution.Probabilities[kind.Index], 1e-9)));
            Assert.All(levels, level => Assert.All(level.Kinds, kind => Assert.True(level.Weights[kind] > 0)));
            Assert.All(levels, level => Assert.All(level.Kinds, kind =>
                Assert.Equal(level.Probability, distribution.Probabilities[kind], 1e-9)));
        }).Check(Trials.Of(100, exploring: 300));

    [Fact]
    public void Listed_panels_and_fractions_agree_with_those_of_pools_that_are_smaller_still() =>
        Prop.ForAll(SmallPools.Any, small =>
        {
            var all = new AllPanels(small.Pool, small.Size);
            var listed = ListedPanels.Of(small.Pool, small.Size, int.MaxValue - 1)!;
            Assert.Equal(
                all.Panels.Select(panel => string.Join(' ', panel)).Order(StringComparer.Ordinal),
                listed.Select(panel => string.Join(' ', panel)).Order(StringComparer.Ordinal));
            if (listed.Count == 0) return;
            Assert.All(
                all.Leximin().Zip(ExactLeximin.Of(listed, small.Pool.Persons.Count)),
                pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }).Check(Trials.Of(100));

    [Fact]
    public void A_wide_number_keeps_thirty_digits()
    {
        var third = (Wide)1 / 3;
        var tiny = (Wide)1e-25;

        Assert.InRange(Math.Abs((double)((third * 3) - 1)), 0, 1e-31);
        Assert.Equal(1e-25, (double)((third + tiny) - third), 1e-31);
        Assert.Equal(2e-25, (double)(((1 + tiny) * (1 + tiny)) - 1), 1e-31);
        Assert.True(third < third + tiny && -third > -(third + tiny));
    }

    [Fact]
    public void A_wide_inverse_times_its_matrix_is_one() => Prop.ForAll(Gen.Choose(0, 1_000).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var size = random.Next(1, 14);
        int[][] columns = [.. Enumerable.Range(0, size).Select(at => (int[])[.. Enumerable.Range(0, size)
            .Select(row => random.Next(3) + (row == at ? 3 * size : 0))])];
        var inverse = new WideInverse(size);
        inverse.Start(_ => 1);
        for (var at = 0; at < size; at++) inverse.Replace(at, Coordinates(columns[at]));

        for (var column = 0; column < size; column++)
        {
            var unit = Coordinates(columns[column]);
            for (var row = 0; row < size; row++)
                Assert.InRange(Math.Abs((double)(unit[row] - (row == column ? 1 : 0))), 0, 1e-28);
        }

        Wide[] Coordinates(int[] column) => [.. Enumerable.Range(0, size)
            .Select(row => inverse.Times(row, [.. column.Select(value => (Wide)value)]))];
    }).Check(Trials.Of(60));

    static void AssertExact(SmallPools.SmallPool small, IReadOnlyList<int[]> panels)
    {
        var exact = ExactLeximin.Of(panels, small.Pool.Persons.Count);
        var lottery = PanelDraw.Compute(new DrawOrder(small.Pool, small.Size, "exact", Lottery: 20))!;

        Assert.All(exact.Zip(lottery.Probabilities), pair => Assert.Equal(pair.First, pair.Second, MostOff));
        Assert.Equal(exact.Index().Where(one => one.Item == 0).Select(one => one.Index), lottery.InNoPanel);
        Assert.True(lottery.IsProven);
        var isFixed = exact.Select(one => one == 0).ToArray();
        foreach (var level in lottery.Levels)
        {
            AssertLevel(level, panels, lottery, isFixed);
            foreach (var person in level.Fixed) isFixed[person] = true;
        }
    }

    /// <summary>By arithmetic over every panel: the weights prove the level.</summary>
    static void AssertLevel(
        LevelCertificate level, IReadOnlyList<int[]> panels, DrawnLottery lottery, bool[] isFixed)
    {
        var (ofFixed, fixedWeight, ofOthers) = (0.0, 0.0, 0.0);
        foreach (var (person, weight) in level.Weights.Index())
        {
            Assert.True(weight >= 0);
            if (isFixed[person]) (ofFixed, fixedWeight) = (
                ofFixed + (weight * lottery.Probabilities[person]), fixedWeight + weight);
            else ofOthers += weight;
        }
        var heaviest = panels.Max(panel => panel.Sum(person => level.Weights[person]));
        Assert.InRange(heaviest, 0, level.Heaviest + (1e-12 * (1 + level.Heaviest)));
        Assert.Equal(level.Bound, (level.Heaviest - ofFixed) / ofOthers, 1e-9);
        Assert.InRange(level.Bound - level.Probability, -1e-12, MostOff);
        Assert.Equal(fixedWeight / ofOthers, level.Leverage, 1e-9 * (1 + level.Leverage));
    }
}
