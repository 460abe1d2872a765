using System.Diagnostics;
using System.Globalization;
using Caisse.Benchmarks.Measuring;
using Caisse.Sortition;
using Caisse.Sortition.Pools;

namespace Caisse.Benchmarks.Sortition;

/// <summary>
/// The fairest lottery on published sets and on pools made here, beside the times that others published. Sets are
/// read from the folder that the environment names (a folder per set, its size at the end of its name), or else
/// those that the tests have; sets whose licence keeps them out of this project can be measured from there too.
/// </summary>
static class SortitionBenchmark
{
    const string FolderVariable = "CAISSE_SORTITION_DATA";
    const string NotPublished = "not published";
    static readonly TimeSpan HalfSecond = TimeSpan.FromSeconds(0.5);

    /// <summary>Seconds required and aimed at, and what was published of the same set or one of its shape.</summary>
    sealed record Goal(double Required, double Aim, string Published = NotPublished);

    static readonly Goal Usual = new(20, 5);

    static readonly Dictionary<string, Goal> Goals = new()
    {
        ["example_small_20"] = new(0.5, 0.1, "minimum 0.1, 2.7 s with Gurobi (Nature 2021)"),
        ["example_large_200"] = new(0.5, 0.1, "minimum 0.1, 1162 s with Gurobi (Nature 2021)"),
        ["sf_fixture_22"] = new(2, 0.4),
        ["sfbench_300_45"] = new(20, 5, "maximin alone 9.6 s with CBC, 30 s with HiGHS"),
        ["fr_caisse_n400_30"] = new(30, 10),
        ["slow_127_15"] = new(60, 15),
        ["slow_253_28"] = new(60, 15),
    };

    static readonly (int Persons, int Size, int Categories, int Slack, bool HasHouseholds, Goal Goal)[] Made =
    [
        (160, 30, 7, 1, false, Usual),
        (360, 30, 7, 1, false, new(10, 3, "42 s with Gurobi, a real pool of this shape")),
        (400, 60, 6, 1, false, Usual),
        (342, 170, 6, 1, false, new(10, 2)),
        (825, 75, 6, 1, false, new(10, 2)),
        (1000, 60, 7, 0, true, new(60, 15)),
        (1727, 110, 7, 1, false, new(60, 30)),
        (3000, 100, 7, 1, true, new(60, 30)),
    ];

    internal static Task RunAsync(Figures figures)
    {
        Console.WriteLine(
            "sortition (seconds of one processor, after three draws from a pool of 120, so that compiling is not measured)");
        for (var warming = 0; warming < 3; warming++) Draw(MadePools.Make(120, 20, 5, 1, true, 1), 20, Usual.Required);
        var measured = new List<Figure>();
        if (!ExactPools.AreNamed) MeasureSets(measured);
        ExactPools.Measure(measured);
        measured.ForEach(figures.Add);
        return Task.CompletedTask;
    }

    static void MeasureSets(List<Figure> measured)
    {
        Console.WriteLine(
            $"  {"set",-32} {"pool",5} {"panel",5} {"minimum",9} {"gini",7} {"geometric",9} {"seconds",8} {"MiB",5} "
            + $"{"off truth",9} {"proven",7} {"leverage",8} {"required",8} {"aim",5} {"reached",-8} published");
        foreach (var folder in Folders()) MeasureSet(measured, folder);
        foreach (var (number, made) in Made.Index())
        {
            var pool = MadePools.Make(
                made.Persons, made.Size, made.Categories, made.Slack, made.HasHouseholds, number);
            var name = $"made {made.Persons},{made.Size},{made.Categories}"
                + (made.Slack == 0 ? " exact" : "") + (made.HasHouseholds ? " households" : "");
            Measure(measured, name, pool, made.Size, made.Goal, null);
        }
        SecondJudge.Measure(measured);
    }

    static IEnumerable<string> Folders()
    {
        var root = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named
            ? named : Path.Combine(AppContext.BaseDirectory, "data");
        return Directory.GetDirectories(root)
            .Where(folder => File.Exists(Path.Combine(folder, "categories.csv"))).Order(StringComparer.Ordinal);
    }

    static void MeasureSet(List<Figure> measured, string folder)
    {
        var name = Path.GetFileName(folder);
        var size = int.Parse(name[(name.LastIndexOf('_') + 1)..], CultureInfo.InvariantCulture);
        var (pool, errors) = PoolReader.Read(
            File.ReadAllText(Path.Combine(folder, "respondents.csv")),
            File.ReadAllText(Path.Combine(folder, "categories.csv")));
        if (pool is null) throw new InvalidOperationException($"{name}: {errors[0]}");
        var alone = pool with { Persons = [.. pool.Persons.Select(person => person with { Household = null })] };
        var goal = Goals.GetValueOrDefault(name, Usual);
        Measure(measured, name, alone, size, goal, Truth(folder, name));
        if (pool.Persons.Any(person => person.Household is not null))
            Measure(measured, $"{name} households", pool, size, goal, Truth(folder, $"{name}_house"));
    }

    static double[]? Truth(string folder, string name)
    {
        var file = Path.Combine(Path.GetDirectoryName(folder)!, "truth", $"{name}_leximin.txt");
        return File.Exists(file)
            ? [.. File.ReadLines(file).Select(line => double.Parse(line, CultureInfo.InvariantCulture))] : null;
    }

    /// <summary>Seconds of one processor: what else the machine does is not measured.</summary>
    internal static (DrawnLottery? Lottery, double Seconds, double Megabytes) Draw(
        Pool pool, int size, double most)
    {
        GC.Collect();
        // What the kernel reports is the most since it was last told to forget: per set, not since the start.
        if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/clear_refs", "5");
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        using var limit = new CancellationTokenSource();
        // Asked twice a second whether the draw used up what it may.
        using var watch = new Timer(_ => StopAfter(most, before, limit), null, HalfSecond, HalfSecond);
        var lottery = PanelDraw.Compute(new DrawOrder(pool, size, "benchmark"), null, limit.Token);
        process.Refresh();
        return (lottery, (process.TotalProcessorTime - before).TotalSeconds,
            process.PeakWorkingSet64 / (1024.0 * 1024));
    }

    static void StopAfter(double most, TimeSpan before, CancellationTokenSource limit)
    {
        using var process = Process.GetCurrentProcess();
        if ((process.TotalProcessorTime - before).TotalSeconds > most) limit.Cancel();
    }

    static void Measure(
        List<Figure> measured, string name, Pool pool, int size, Goal goal, double[]? truth)
    {
        var line = $"  {name,-32} {pool.Persons.Count,5} {size,5} ";
        var (lottery, seconds, megabytes) = (default(DrawnLottery), 0.0, 0.0);
        try
        {
            (lottery, seconds, megabytes) = Draw(pool, size, goal.Required);
        }
        catch (OperationCanceledException)
        {
            measured.Add(new Figure(
                $"lottery {name}", $"{goal.Required:0.##} s required", double.PositiveInfinity, 1,
                goal.Aim / goal.Required, false, "not finished", $"{goal.Required:0.##} s"));
            Console.WriteLine($"{line}not finished in the {goal.Required:0} s required");
            return;
        }
        if (lottery is null)
        {
            Console.WriteLine($"{line}no panel satisfies the quotas ({seconds:0.00} s)");
            return;
        }
        var all = lottery.Probabilities.Where(one => one > 0).Order().ToList();
        var gini = Math.Max(
            0, all.Select((one, at) => ((2 * at) + 1 - all.Count) * one).Sum() / (all.Count * all.Sum()));
        var geometric = Math.Exp(all.Average(Math.Log));
        var off = truth?.Zip(lottery.Probabilities, (one, other) => Math.Abs(one - other)).Max();
        var figure = new Figure(
            $"lottery {name}", $"{goal.Required:0.##} s required", seconds / goal.Required, 1,
            goal.Aim / goal.Required, false,
            $"{seconds:0.00} s, {megabytes:0} MiB, minimum {all[0]:0.000000}, gini {gini:0.0000}, "
            + $"geometric mean {geometric:0.000000}", $"{goal.Required:0.##} s ({goal.Published})");
        measured.Add(figure);
        Console.WriteLine(
            $"{line}{all[0],9:0.000000} {gini,7:0.0000} {geometric,9:0.000000} {seconds,8:0.00} {megabytes,5:0} "
            + $"{(off is { } worst ? $"{worst:0.0E+0}" : "-"),9} {lottery.MostGap,7:0E+0} {lottery.MostLeverage,8:0E+0} {goal.Required,8:0.##} {goal.Aim,5:0.##} "
            + $"{figure.Verdict,-8} {goal.Published}");
    }
}
