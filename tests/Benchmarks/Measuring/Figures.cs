using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caisse.Benchmarks.Measuring;

/// <summary>One figure: a ratio of two measurements of the same run.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Against">What it was measured against.</param>
/// <param name="Ratio">Measured over rival.</param>
/// <param name="Required">What the ratio must reach.</param>
/// <param name="Aim">What it should reach.</param>
/// <param name="IsBetterAbove">Whether more is better.</param>
/// <param name="Measured">The measurement in words, with its unit.</param>
/// <param name="Rival">The rival's measurement in words, with its unit.</param>
sealed record Figure(
    string What, string Against, double Ratio, double Required, double Aim, bool IsBetterAbove,
    string Measured, string Rival)
{
    internal string Verdict => Reaches(Aim) ? "aim" : Reaches(Required) ? "required" : "BELOW";

    bool Reaches(double goal) => IsBetterAbove ? Ratio >= goal : Ratio <= goal;
}

/// <summary>Collects the figures of a run and shows them as a table and as JSON.</summary>
sealed class Figures
{
    readonly List<Figure> figures = [];

    internal void Add(Figure figure)
    {
        figures.Add(figure);
        Console.WriteLine(
            $"  {figure.What}: {figure.Ratio:0.00} ({figure.Verdict}) - {figure.Measured} against "
            + $"{figure.Rival}");
    }

    /// <summary>Writes the table to the terminal and the figures to a file.</summary>
    internal void Show(string file)
    {
        const int Wide = 62;
        Console.WriteLine();
        Console.WriteLine(
            $"{"what",-Wide} {"ratio",7} {"required",9} {"aim",6}  {"reached",-9} measured / rival");
        foreach (var figure in figures)
        {
            Console.WriteLine(
                $"{$"{figure.What} / {figure.Against}",-Wide} {figure.Ratio,7:0.00} {figure.Required,9:0.##} "
                + $"{figure.Aim,6:0.##}  {figure.Verdict,-9} {figure.Measured} / {figure.Rival}");
        }
        File.WriteAllText(file, JsonSerializer.Serialize(figures, Json));
        Console.WriteLine($"\nThe same as JSON: {file}");
    }

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}
