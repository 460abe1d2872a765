using Caisse.Benchmarks.Sortition;
using Caisse.Sortition.Drawing;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Solving;
using Caisse.Sortition.Tests.Exact;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Sortition.Tests;

/// <summary>Parts of the lottery by themselves.</summary>
public sealed class LotteryPartsTests
{
    [Fact]
    public void Panels_alone_give_it_too_without_the_relaxation() =>
        Prop.ForAll(SmallPools.Any, small =>
        {
            var kinds = Kinds.Of(small.Pool);
            var rules = new PanelRules(kinds, small.Size);
            var search = new PanelSearch(rules, CancellationToken.None);
            var coverage = Coverage.Of(rules, search, small.Seed);
            if (coverage.Panels.Count == 0) return;

            var found = new LevelByLevel(rules, search, coverage.IsCovered, coverage.Panels)
                .Compute(Objective.Leximin, null).Distribution.Probabilities;

            var counted = new AllPanels(small.Pool, small.Size).Leximin();
            Assert.All(kinds.All.Index(), kind => Assert.All(
                kind.Item.Persons, person => Assert.Equal(counted[person], found[kind.Index], 1e-6)));
        }).Check(Trials.Of(150));

    [Fact]
    public void Levels_are_known_to_nine_digits_where_weights_add_up_to_thousands()
    {
        var rules = new PanelRules(Kinds.Of(MadePools.Make(1727, 110, 7, 1, false, seed: 6)), 110);
        var relaxation = new Relaxation(rules, [.. rules.Most.Select(most => most > 0)]);
        var (first, again) = (new double[rules.Count], new double[rules.Count]);

        var levels = relaxation.Solve(first);
        relaxation.Solve(again);

        Assert.Contains(levels, level => level.Weights.Index().Sum(one => one.Item * rules.Persons[one.Index]) > 10_000);
        Assert.All(first.Zip(again), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void A_narrow_search_finds_only_panels_of_such_a_lottery_and_a_wide_one_all_again() =>
        Prop.ForAll(SmallPools.Any, small =>
        {
            var rules = new PanelRules(Kinds.Of(small.Pool), small.Size);
            var search = new PanelSearch(rules, CancellationToken.None);
            if (FairLottery.Compute(rules, Objective.Leximin, small.Seed, null, default) is not { } lottery) return;
            double[] worth = [.. lottery.Probabilities.Select((_, kind) => 1 + Scatter.Of(small.Seed + kind))];
            var best = search.Find(worth, double.NegativeInfinity).Value;

            search.Narrow(lottery.Probabilities);
            var narrow = search.Find(worth, double.NegativeInfinity);
            search.Widen();

            Assert.InRange(narrow.Value, lottery.Panels.Max(panel => panel.Dot(worth)) - 1e-7, best + 1e-7);
            Assert.All(lottery.Probabilities.Index(), kind => Assert.True(
                kind.Item < 1 - 1e-9 || narrow.Best!.Kinds.Contains(kind.Index)));
            Assert.Equal(best, search.Find(worth, double.NegativeInfinity).Value, 1e-7);
        }).Check(Trials.Of(100));
}
