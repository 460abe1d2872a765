using System.Globalization;

namespace Caisse.Sortition.Pools;

/// <summary>
/// Reads quotas: "category,feature", "category,name" or "feature,value"; then "min,max" or one "target";
/// then, if quotas may be relaxed only so far, "min_flex,max_flex". Each is a number of persons or a
/// percentage of the panel, which is rounded down for a minimum and up for a maximum.
/// </summary>
/// <param name="table">As it was split.</param>
/// <param name="size">Persons on a panel; null where percentages cannot be taken of it.</param>
sealed class QuotaReader(Csv table, int? size)
{
    const decimal Whole = 100;

    static readonly (string Category, string Feature)[] Headings =
        [("category", "feature"), ("category", "name"), ("feature", "value")];

    internal List<Quota> Read(IReadOnlyCollection<string> taken)
    {
        var (category, feature) = Headings.FirstOrDefault(
            pair => table.Heading(pair.Category) is not null && table.Heading(pair.Feature) is not null,
            Headings[0]);
        var isTarget = table.Heading("target") is not null && table.Heading("min", "max") is null;
        var columns = new[]
        {
            table.Column(category), table.Column(feature), table.Column(isTarget ? "target" : "min"),
            table.Column(isTarget ? "target" : "max"), table.Column("min_flex", false),
            table.Column("max_flex", false),
        };
        var quotas = new List<Quota>();
        if (columns.Take(4).Contains(-1)) return quotas;
        var seen = new HashSet<(string, string)>();
        foreach (var (line, cells) in table.Lines)
        {
            var quota = new Quota(
                cells[columns[0]], cells[columns[1]], Number(line, cells, columns[2], null, isUp: false),
                Number(line, cells, columns[3], null, isUp: true),
                Number(line, cells, columns[4], 0, isUp: false),
                Number(line, cells, columns[5], int.MaxValue, isUp: true));
            Check(line, quota, category, feature, isTarget ? "target" : "min", taken, seen);
            quotas.Add(quota);
        }
        if (quotas.Select(quota => quota.Category).Distinct().Count() > Pool.MostCategories)
            table.Refuse(0, category, $"There are more than {Pool.MostCategories}.");
        return quotas;
    }

    void Check(
        int line, Quota quota, string category, string feature, string min, IReadOnlyCollection<string> taken,
        HashSet<(string, string)> seen)
    {
        if (quota.Category.Length == 0) table.Refuse(line, category, "It is empty.");
        if (quota.Feature.Length == 0) table.Refuse(line, feature, "It is empty.");
        if (taken.Contains(quota.Category))
            table.Refuse(line, category, $"A category cannot be called {quota.Category}.");
        if (!seen.Add((quota.Category, quota.Feature)))
            table.Refuse(line, feature, $"{quota.Name} is there twice.");
        if (quota.Min > quota.Max) table.Refuse(line, min, $"{quota.Min} is above the max {quota.Max}.");
        if (quota.LowestMin > quota.Min) table.Refuse(line, "min_flex", $"It is above the min {quota.Min}.");
        if (quota.HighestMax < quota.Max) table.Refuse(line, "max_flex", $"It is below the max {quota.Max}.");
    }

    /// <summary>A number, or a percentage of the size; what is empty is the other, if there may be one.
    /// </summary>
    int Number(int line, string[] cells, int column, int? otherwise, bool isUp)
    {
        if (column < 0 || (cells[column].Length == 0 && otherwise is not null)) return otherwise!.Value;
        var cell = cells[column];
        if (cell.EndsWith('%')) return Percentage(line, column, cell, isUp);
        if (int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        table.Refuse(
            line, table.Headings[column], $"'{cell}' is not a whole number from 0, or a percentage.");
        return otherwise ?? 0;
    }

    int Percentage(int line, int column, string cell, bool isUp)
    {
        var isNumber = decimal.TryParse(
            cell[..^1].TrimEnd().Replace(',', '.'), NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var percentage);
        if (!isNumber || percentage > Whole)
            table.Refuse(line, table.Headings[column], $"'{cell}' is not a percentage from 0 to 100.");
        else if (size is null)
            table.Refuse(line, table.Headings[column], $"'{cell}' needs the size of the panel.");
        else
        {
            var exact = size.Value * percentage / Whole;
            return (int)(isUp ? Math.Ceiling(exact) : Math.Floor(exact));
        }
        return 0;
    }
}
