using System.Globalization;
using Caisse.Benchmarks.Measuring;
using Caisse.Sortition.Pools;

namespace Caisse.Benchmarks.Sortition;

/// <summary>
/// The distribution of times over made pools of 60 to 300 persons with exact quotas and households: the kind of
/// which about one in sixty once did not end. How many is read from the environment; 200 are many minutes.
/// </summary>
static class ExactPools
{
    const string CountVariable = "CAISSE_SORTITION_POOLS";
    const int UsualCount = 10;
    const int Categories = 7;
    const double Required = 60;
    const double Aim = 20;

    internal static void Measure(List<Figure> measured)
    {
        var count = Environment.GetEnvironmentVariable(CountVariable) is { Length: > 0 } asked
            ? int.Parse(asked, CultureInfo.InvariantCulture) : UsualCount;
        var times = new List<double>();
        var (unproven, most, widest) = (0, 0.0, 0.0);
        for (var seed = 0; seed < count; seed++)
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

    internal static (Pool Pool, int Size) Make(int seed)
    {
        var random = new Random(seed);
        var persons = random.Next(60, 300);
        var size = (int)Math.Round(persons / (7 + (2.2 * random.NextDouble())));
        return (MadePools.Make(persons, size, Categories, 0, true, seed), size);
    }
}
