using System.Globalization;

namespace Caisse.Sortition.Pools;

/// <summary>A quota that follows from a territory's shares.</summary>
/// <param name="Quota">The exact number of seats, rounded down and rounded up.</param>
/// <param name="SharePercent">Of the population.</param>
/// <param name="ExactSeats">That share of the seats, rounded to two decimals for reading.</param>
public sealed record DerivedQuota(Quota Quota, decimal SharePercent, decimal ExactSeats);

/// <summary>Makes quotas of the shares of a population: feature,value,share.</summary>
public static class PopulationTable
{
    const decimal Whole = 100m;

    /// <summary>Published shares are rounded, so that they rarely sum to exactly 100.</summary>
    const decimal MostOff = 1m;

    /// <summary>The quotas for so many seats, or what is wrong with the table.</summary>
    public static (IReadOnlyList<DerivedQuota> Quotas, IReadOnlyList<InputError> Errors) Read(
        string text, int seats, string name = "population.csv")
    {
        var errors = new List<InputError>();
        var table = Csv.Read(name, text, Pool.MostFeatures, errors);
        var (feature, value, share) = (table.Column("feature"), table.Column("value"), table.Column("share"));
        if (errors.Count > 0) return ([], errors);
        var lines = table.Lines.Select(line => (
            line.Line, Feature: line.Cells[feature], Value: line.Cells[value],
            Share: Number(line.Cells[share]))).ToList();
        foreach (var line in lines)
        {
            if (line.Feature.Length == 0) table.Refuse(line.Line, "feature", "It is empty.");
            if (line.Value.Length == 0) table.Refuse(line.Line, "value", "It is empty.");
            if (line.Share is null or < 0 or > Whole + MostOff)
                table.Refuse(line.Line, "share", "It is not a percentage such as 15.8.");
        }
        var same = lines.GroupBy(line => (line.Feature, line.Value)).Where(group => group.Count() > 1);
        foreach (var twice in same)
            table.Refuse(twice.Last().Line, "value", $"{twice.Key} is there twice.");
        if (lines.Count == 0) table.Refuse(0, "", "There is no share in it.");
        if (errors.Count > 0) return ([], errors);
        var totals = lines.GroupBy(line => line.Feature).ToDictionary(
            group => group.Key, group => group.Sum(line => line.Share!.Value));
        foreach (var (of, total) in totals.Where(total => Math.Abs(total.Value - Whole) > MostOff))
            table.Refuse(0, "share", $"The shares of {of} sum to {Text(total)} instead of 100.");
        return errors.Count > 0
            ? ([], errors)
            : ([.. lines.Select(line => Derive(
                line.Feature, line.Value, line.Share!.Value, totals[line.Feature], seats))], []);
    }

    static DerivedQuota Derive(string feature, string value, decimal share, decimal total, int seats)
    {
        var exact = seats * share / total;
        return new DerivedQuota(
            new Quota(feature, value, (int)Math.Floor(exact), (int)Math.Ceiling(exact)), share,
            Math.Round(exact, 2, MidpointRounding.AwayFromZero));
    }

    static decimal? Number(string cell) => decimal.TryParse(
        cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    static string Text(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
