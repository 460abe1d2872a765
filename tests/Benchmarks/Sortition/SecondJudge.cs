using System.Diagnostics;
using Caisse.Benchmarks.Measuring;
using Caisse.Sortition;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Tests.Exact;

namespace Caisse.Benchmarks.Sortition;

/// <summary>
/// A second judge on small pools with exact quotas and households: every panel is listed, and the fairest lottery
/// over them computed in whole numbers without any rounding, by code that shares nothing with the library.
/// </summary>
static class SecondJudge
{
    const int Pools = 40;
    const int FewestListed = 5;
    const int MostListed = 3_000;
    const double Required = 1e-6;
    const double Aim = 1e-7;

    internal static void Measure(List<Figure> measured)
    {
        var (most, ours, judges, panels) = (0.0, 0.0, 0.0, 0);
        for (var seed = 0; seed < Pools; seed++)
        {
            var (pool, size, listed) = Make(seed);
            panels += listed.Count;
            var (exact, seconds) = Timed(() => ExactLeximin.Of(listed, pool.Persons.Count));
            judges += seconds;
            var (lottery, own) = Timed(() => PanelDraw.Compute(new DrawOrder(pool, size, "judged"))!);
            ours += own;
            most = Math.Max(most, exact.Zip(lottery.Probabilities).Max(one => Math.Abs(one.First - one.Second)));
        }
        measured.Add(new Figure(
            $"lottery {Pools} small pools", "a solver without rounding", most / Required, 1, Aim / Required, false,
            $"off by {most:0.0E+0} at most, {ours:0.0} s", $"{judges:0.0} s over {panels} panels listed"));
    }

    static (Pool Pool, int Size, IReadOnlyList<int[]> Listed) Make(int seed)
    {
        var random = new Random(seed);
        while (true)
        {
            var persons = random.Next(25, 70);
            var size = Math.Max(4, persons / 8) + random.Next(3);
            var pool = MadePools.Make(persons, size, random.Next(4, 8), 0, true, random.Next());
            if (ListedPanels.Of(pool, size, MostListed) is { Count: >= FewestListed } listed)
                return (pool, size, listed);
        }
    }

    static (T Result, double Seconds) Timed<T>(Func<T> compute)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var result = compute();
        process.Refresh();
        return (result, (process.TotalProcessorTime - before).TotalSeconds);
    }
}
