using Caisse.Sortition.Solving;
using Caisse.Sortition.Tests.Exact;
using FsCheck;
using FsCheck.Fluent;
using Outcome = Caisse.Sortition.Solving.Outcome;

namespace Caisse.Sortition.Tests;

/// <summary>The solver against fractions and against trying everything.</summary>
public sealed class SolverTests
{
    const double Tolerance = 1e-7;

    static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void A_program_is_solved_as_in_fractions_again_after_every_change() =>
        Prop.ForAll(Seeds, seed =>
        {
            var random = new Random(seed);
            var asked = new RandomProgram(random);
            for (var change = 0; change < 8; change++)
            {
                Assert.True(Agrees(asked), $"seed {seed}, change {change}");
                asked.Change(random);
            }
        }).Check(Trials.Of(100));

    [Fact]
    public void Random_programs_are_infeasible_now_and_then_and_mostly_not()
    {
        var infeasible = Enumerable.Range(0, 200).Count(seed => new RandomProgram(new Random(seed)).Exact() is null);

        Assert.InRange(infeasible, 10, 150);
    }

    [Fact]
    public void Whole_values_are_the_best_of_all_whole_values() =>
        Prop.ForAll(Seeds, seed =>
        {
            var asked = new RandomProgram(new Random(seed));
            var best = asked.BestWhole();
            var found = new IntegerProgram(asked.Program, () => false, default)
                .Find(double.NegativeInfinity, share: 1);
            Assert.Equal(best is null, found.Best is null);
            if (best is null) return;
            Assert.Equal(best.Value, found.Value, Tolerance);
            Assert.Equal(best.Value, asked.Worth(found.Best!), Tolerance);
            Assert.InRange(found.Bound, best.Value - Tolerance, best.Value + Tolerance);
            Assert.True(asked.Allows(found.Best!));
        }).Check(Trials.Of(100));

    [Fact]
    public void A_search_that_may_stop_early_still_says_a_bound_that_holds() =>
        Prop.ForAll(Seeds, seed =>
        {
            var asked = new RandomProgram(new Random(seed));
            var best = asked.BestWhole();
            var found = new IntegerProgram(asked.Program, () => false, default).Find(-50, share: 0.3);
            Assert.Equal(best is null, found.Best is null);
            if (best is not null) Assert.InRange(best.Value, found.Value - Tolerance, found.Bound + Tolerance);
        }).Check(Trials.Of(100));

    [Fact]
    public void A_search_that_gives_up_still_says_a_bound_that_holds() =>
        Prop.ForAll(Seeds, seed =>
        {
            var asked = new RandomProgram(new Random(seed));
            var search = new IntegerProgram(asked.Program, () => false, default);
            var best = asked.BestWhole();
            var found = search.Find(-50, share: 1, mostNodes: 1);
            if (best is not null) Assert.InRange(best.Value, found.Value - Tolerance, found.Bound + Tolerance);
            Assert.Equal(best is null, search.Find(-50, share: 1).Best is null);
        }).Check(Trials.Of(100));

    [Fact]
    public void A_search_above_what_is_possible_finds_nothing_and_says_so()
    {
        var asked = new RandomProgram(new Random(1));
        var best = Enumerable.Range(1, 50).Select(seed => new RandomProgram(new Random(seed)))
            .First(program => (asked = program).BestWhole() is not null).BestWhole()!.Value;
        var search = new IntegerProgram(asked.Program, () => false, default);

        Assert.Null(search.Find(best + 0.5, share: 1).Best);
        Assert.Equal(best + 0.5, search.Find(best + 0.5, share: 1).Bound);
        Assert.NotNull(search.Find(best - 0.5, share: 1).Best);
    }

    static bool Agrees(RandomProgram asked)
    {
        var outcome = asked.Program.Solve();
        if (asked.Exact() is not { } value) return outcome == Outcome.Infeasible;
        return outcome == Outcome.Optimal && Math.Abs(asked.Program.Objective - (double)value) < Tolerance
            && asked.IsSatisfied();
    }

    [Fact]
    public void A_triangular_factor_loses_and_gains_columns_and_still_solves() =>
        Prop.ForAll(Seeds, seed =>
        {
            var random = new Random(seed);
            var factor = new TriangularFactor();
            var columns = new List<double[]>();
            var turned = new double[32];
            for (var step = 0; step < 24; step++)
            {
                if (columns.Count > 0 && random.Next(3) == 0)
                {
                    var gone = random.Next(columns.Count);
                    columns.RemoveAt(gone);
                    factor.Remove(gone, turned);
                }
                else if (columns.Count < 10)
                {
                    double[] next = [.. Enumerable.Range(0, 12).Select(_ => (double)random.Next(-2, 3))];
                    double[] products = [.. columns.Select(column => Dot(column, next)), 0];
                    if (factor.Add(products, Dot(next, next), 1e-9)) columns.Add(next);
                }
                double[] answer = [.. Enumerable.Range(1, columns.Count)];
                double[] right = [.. columns.Select(one =>
                    columns.Select((other, at) => Dot(one, other) * answer[at]).Sum())];
                factor.SolveTransposed(right);
                factor.Solve(right);
                Assert.All(answer.Zip(right), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            }
        }).Check(Trials.Of(100));

    static double Dot(double[] one, double[] other) => one.Zip(other, (first, second) => first * second).Sum();
}
