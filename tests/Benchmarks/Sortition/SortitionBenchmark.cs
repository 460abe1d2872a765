using System.Diagnostics;
using System.Globalization;
using Caisse.Benchmarks.Measuring;
using Caisse.Sortition;
using Caisse.Sortition.Pools;

namespace Caisse.Benchmarks.Sortition;

/// <summary>
/// The fairest lottery on published sets and on pools made here, beside the times that others published. Sets are
/// read from the folder that the environment names (a folder per set, its size at the end of its name); sets
/// whose licence keeps them out of this project can be measured from there too.
/// </summary>
static class SortitionBenchmark
{
    const string FolderVariable = "CAISSE_SORTITION_DATA";

    /// <summary>Seconds required and aimed at, and what was published of the same set or one of its shape.</summary>
    static readonly Dictionary<string, (double Required, double Aim, string Published)> Goals = new()
    {
        ["example_small_20"] = (0.5, 0.1, "2.7 s, Gurobi, Nature 2021"),
        ["example_large_200"] = (0.5, 0.1, "1162 s, Gurobi, Nature 2021"),
        ["sf_fixture_22"] = (2, 0.4, "not published"),
        ["sfbench_300_45"] = (20, 5, "maximin alone 9.6 s with CBC, 30 s with HiGHS"),
        ["fr_caisse_n400_30"] = (30, 10, "not published"),
    };

    static readonly (string Name, int Persons, int Size, int Categories, int Slack, bool Households,
        double Required, double Aim, string Published)[] Made =
    [
        ("made 160,30,7", 160, 30, 7, 1, false, 20, 5, "not published"),
        ("made 360,30,7", 360, 30, 7, 1, false, 10, 3, "42 s, Gurobi, a real pool of this shape"),
        ("made 400,60,6", 400, 60, 6, 1, false, 20, 5, "not published"),
        ("made 342,170,6", 342, 170, 6, 1, false, 10, 2, "not published"),
        ("made 825,75,6", 825, 75, 6, 1, false, 10, 2, "not published"),
        ("made 1000,60,7 households", 1000, 60, 7, 0, true, 60, 15, "not published"),
        ("made 1727,110,7", 1727, 110, 7, 1, false, 900, 120, "not published"),
        ("made 3000,100,7 households", 3000, 100, 7, 1, true, 300, 60, "not published"),
    ];

    internal static Task RunAsync(Figures figures)
    {
        Console.WriteLine("sortition");
        Console.WriteLine(
            $"  {"set",-32} {"minimum",10} {"gini",7} {"geometric",10} {"seconds",8} {"MiB",6} {"off truth",9}");
        foreach (var folder in Folders()) MeasureSet(figures, folder);
        foreach (var (set, number) in Made.Select((set, number) => (set, number)))
        {
            var pool = MadePools.Make(set.Persons, set.Size, set.Categories, set.Slack, set.Households, number);
            Measure(figures, set.Name, pool, set.Size, (set.Required, set.Aim, set.Published), null);
        }
        return Task.CompletedTask;
    }

    static IEnumerable<string> Folders() =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } root
            ? Directory.GetDirectories(root).Where(folder => File.Exists(Path.Combine(folder, "categories.csv")))
                .Order(StringComparer.Ordinal)
            : [];

    static void MeasureSet(Figures figures, string folder)
    {
        var name = Path.GetFileName(folder);
        var size = int.Parse(name[(name.LastIndexOf('_') + 1)..], CultureInfo.InvariantCulture);
        var (pool, errors) = PoolReader.Read(
            File.ReadAllText(Path.Combine(folder, "respondents.csv")),
            File.ReadAllText(Path.Combine(folder, "categories.csv")));
        if (pool is null) throw new InvalidOperationException($"{name}: {errors[0]}");
        var alone = pool with { Persons = [.. pool.Persons.Select(person => person with { Household = null })] };
        var hasHouseholds = pool.Persons.Any(person => person.Household is not null);
        var goal = Goals.GetValueOrDefault(name, (20, 5, "not published"));
        Measure(figures, name, alone, size, goal, Truth(folder, name));
        if (hasHouseholds) Measure(figures, $"{name} households", pool, size, goal, Truth(folder, $"{name}_house"));
    }

    static double[]? Truth(string folder, string name)
    {
        var file = Path.Combine(Path.GetDirectoryName(folder)!, "truth", $"{name}_leximin.txt");
        return File.Exists(file)
            ? [.. File.ReadLines(file).Select(line => double.Parse(line, CultureInfo.InvariantCulture))] : null;
    }

    static void Measure(
        Figures figures, string name, Pool pool, int size, (double Required, double Aim, string Published) goal,
        double[]? truth)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var lottery = PanelDraw.Compute(new DrawOrder(pool, size, "benchmark"));
        var seconds = watch.Elapsed.TotalSeconds;
        if (lottery is null)
        {
            Console.WriteLine($"  {name,-32} no panel satisfies the quotas ({seconds:0.00} s)");
            return;
        }
        var all = lottery.Probabilities.Where(one => one > 0).Order().ToList();
        var gini = all.Select((one, at) => ((2 * at) + 1 - all.Count) * one).Sum() / (all.Count * all.Sum());
        var geometric = Math.Exp(all.Average(Math.Log));
        using var process = Process.GetCurrentProcess();
        var memory = process.PeakWorkingSet64 / (1024.0 * 1024);
        var off = truth?.Zip(lottery.Probabilities, (one, other) => Math.Abs(one - other)).Max();
        Console.WriteLine(
            $"  {name,-32} {all[0],10:0.000000} {gini,7:0.0000} {geometric,10:0.000000} {seconds,8:0.00} "
            + $"{memory,6:0} {(off is { } worst ? $"{worst:0.0E+0}" : "-"),9}");
        figures.Add(new Figure(
            $"lottery {name}", $"{goal.Required:0.##} s required", seconds / goal.Required, 1,
            goal.Aim / goal.Required, false, $"{seconds:0.00} s", $"{goal.Required:0.##} s ({goal.Published})"));
    }
}
