using System.Globalization;
using Caisse.Benchmarks.Measuring;
using Caisse.Sortition.Pools;

namespace Caisse.Benchmarks.Sortition;

/// <summary>
/// The distribution of times over made pools of 60 to 300 persons with exact quotas and households: the kind of
/// which about one in sixty once did not end. How many is read from the environment ("200"; 200 are many minutes), or
/// which ("50-99": these alone, and nothing else).
/// </summary>
static class ExactPools
{
    const string CountVariable = "CAISSE_SORTITION_POOLS";
    const int UsualCount = 10;
    const int Categories = 7;
    const double Required = 60;
    const double Aim = 20;

    /// <summary>Whether some of the pools are named, to be measured alone.</summary>
    internal static bool AreNamed => Asked.Contains('-', StringComparison.Ordinal);

    static string Asked => Environment.GetEnvironmentVariable(CountVariable) ?? "";

    internal static void Measure(List<Figure> measured)
    {
        var (first, count) = Range();
        var times = new List<double>();
        var (unproven, most, widest) = (0, 0.0, 0.0);
        for (var seed = first; seed < first + count; seed++)
        {
            var (pool, size) = Make(seed);
            try
            {
                var (lottery, seconds, megabytes) = SortitionBenchmark.Draw(pool, size, Required);
                times.Add(seconds);
                most = Math.Max(most, megabytes);
                widest = Math.Max(widest, lottery!.MostGap);
                if (!lottery.IsProven) unproven++;
                Console.WriteLine(
                    $"    exact {seed}: {pool.Persons.Count} persons, {size} seats, {seconds:0.0} s, "
                    + $"gap {lottery.MostGap:0E+0}, leverage {lottery.MostLeverage:0E+0}");
            }
            catch (OperationCanceledException)
            {
                times.Add(double.PositiveInfinity);
                Console.WriteLine(
                    $"    exact {seed}: {pool.Persons.Count} persons, {size} seats, not ended in {Required:0} s");
            }
        }
        times.Sort();
        measured.Add(new Figure(
            $"lottery {count} exact pools", $"{Required:0} s required", times[^1] / Required, 1, Aim / Required,
            false, $"median {times[count / 2]:0.0} s, nine in ten {times[count * 9 / 10]:0.0} s, all "
            + $"{times[^1]:0.0} s, {most:0} MiB, gaps to {widest:0E+0}, {unproven} not proven", $"{Required:0} s"));
    }

    static (int First, int Count) Range()
    {
        if (Asked.Length == 0) return (0, UsualCount);
        int[] ends = [.. Asked.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
        return ends.Length == 1 ? (0, ends[0]) : (ends[0], ends[1] - ends[0] + 1);
    }

    internal static (Pool Pool, int Size) Make(int seed)
    {
        var random = new Random(seed);
        var persons = random.Next(60, 300);
        var size = (int)Math.Round(persons / (7 + (2.2 * random.NextDouble())));
        return (MadePools.Make(persons, size, Categories, 0, true, seed), size);
    }
}
