using System.Globalization;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Tests;

/// <summary>The pools in data/, and their exact probabilities from an independent solver.</summary>
static class Instances
{
    /// <summary>Whether one person per household holds, and the set; the size is the end of its name.</summary>
    public static TheoryData<string, bool> WithTruth { get; } = new()
    {
        { "like_mass_24", false },
        { "like_hd_30", false },
        { "diversimax_wide_60", false },
        { "opendlp_monitoring_30", false },
        { "opendlp_monitoring_30", true },
        { "fr_caisse_n120_20", true },
        { "exact_97_14", true },
        { "exact_77_10", true },
    };

    internal static string Folder(string set) => Path.Combine(AppContext.BaseDirectory, "data", set);

    internal static int Size(string set) => int.Parse(set[(set.LastIndexOf('_') + 1)..], CultureInfo.InvariantCulture);

    internal static Pool Read(string set, bool hasHouseholds)
    {
        var (pool, errors) = PoolReader.Read(
            File.ReadAllText(Path.Combine(Folder(set), "respondents.csv")),
            File.ReadAllText(Path.Combine(Folder(set), "categories.csv")));
        Assert.Empty(errors);
        return hasHouseholds
            ? pool! : pool! with { Persons = [.. pool.Persons.Select(person => person with { Household = null })] };
    }

    internal static double[] Truth(string set, bool hasHouseholds) =>
        [.. File.ReadLines(Folder($"truth/{set}{(hasHouseholds ? "_house" : "")}_leximin.txt"))
            .Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
}
