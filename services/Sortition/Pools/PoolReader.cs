using System.Globalization;

namespace Caisse.Sortition.Pools;

/// <summary>Reads a pool from its two files, and names every error with its line and column.</summary>
public static class PoolReader
{
    const string HouseholdColumn = "household";

    /// <summary>The pool, or null and what is wrong.</summary>
    /// <param name="respondents">Text of the file of persons: id, one column per category, household.</param>
    /// <param name="categories">Text of the file of quotas: category, feature, min, max, and optionally
    /// min_flex and max_flex, the lowest minimum and highest maximum that a relaxation may set.</param>
    /// <param name="respondentsName">What errors call the first file.</param>
    /// <param name="categoriesName">What errors call the second file.</param>
    public static (Pool? Pool, IReadOnlyList<InputError> Errors) Read(
        string respondents, string categories, string respondentsName = "respondents.csv",
        string categoriesName = "categories.csv")
    {
        var errors = new List<InputError>();
        var quotas = ReadQuotas(Csv.Read(categoriesName, categories, Pool.MostFeatures, errors));
        var names = quotas.Select(quota => quota.Category).Distinct().ToList();
        var table = Csv.Read(respondentsName, respondents, Pool.MostPersons, errors);
        if (errors.Count > 0) return (null, errors);
        var persons = ReadPersons(table, names, quotas);
        var pool = new Pool(names, quotas, persons);
        return errors.Count > 0 ? (null, errors) : (pool, []);
    }

    static List<Quota> ReadQuotas(Csv table)
    {
        var (category, feature) = (table.Column("category"), table.Column("feature"));
        var (min, max) = (table.Column("min"), table.Column("max"));
        var (lowest, highest) = (table.Column("min_flex", false), table.Column("max_flex", false));
        var quotas = new List<Quota>();
        if (category < 0 || feature < 0 || min < 0 || max < 0) return quotas;
        var seen = new HashSet<(string, string)>();
        foreach (var (line, cells) in table.Lines)
        {
            var quota = new Quota(
                cells[category], cells[feature], Number(min, 0), Number(max, 0), Number(lowest, 0),
                Number(highest, int.MaxValue));
            if (quota.Category.Length == 0) table.Refuse(line, "category", "It is empty.");
            if (quota.Feature.Length == 0) table.Refuse(line, "feature", "It is empty.");
            if (quota.Category is "id" or HouseholdColumn)
                table.Refuse(line, "category", $"A category cannot be called {quota.Category}.");
            if (!seen.Add((quota.Category, quota.Feature)))
                table.Refuse(line, "feature", $"{quota.Name} is there twice.");
            if (quota.Min > quota.Max)
                table.Refuse(line, "min", $"{quota.Min} is above the max {quota.Max}.");
            if (quota.LowestMin > quota.Min)
                table.Refuse(line, "min_flex", $"It is above the min {quota.Min}.");
            if (quota.HighestMax < quota.Max)
                table.Refuse(line, "max_flex", $"It is below the max {quota.Max}.");
            quotas.Add(quota);

            int Number(int column, int otherwise)
            {
                if (column < 0 || (cells[column].Length == 0 && column != min && column != max))
                    return otherwise;
                if (int.TryParse(
                    cells[column], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    return number;
                table.Refuse(
                    line, table.Headings[column], $"'{cells[column]}' is not a whole number from 0.");
                return otherwise;
            }
        }
        if (quotas.Select(quota => quota.Category).Distinct().Count() > Pool.MostCategories)
            table.Refuse(0, "category", $"There are more than {Pool.MostCategories}.");
        return quotas;
    }

    static List<Person> ReadPersons(Csv table, List<string> categories, List<Quota> quotas)
    {
        var persons = new List<Person>();
        var id = table.Column("id");
        var household = table.Column(HouseholdColumn, false);
        var columns = categories.ConvertAll(category => table.Column(category));
        if (id < 0 || columns.Contains(-1)) return persons;
        var known = quotas.Select(quota => (quota.Category, quota.Feature)).ToHashSet();
        var ids = new HashSet<string>();
        foreach (var (line, cells) in table.Lines)
        {
            if (cells[id].Length == 0) table.Refuse(line, "id", "It is empty.");
            if (!ids.Add(cells[id])) table.Refuse(line, "id", $"'{cells[id]}' is there twice.");
            for (var at = 0; at < columns.Count; at++)
            {
                if (known.Contains((categories[at], cells[columns[at]]))) continue;
                table.Refuse(line, categories[at], $"No quota is given for '{cells[columns[at]]}'.");
            }
            var key = household < 0 || cells[household].Length == 0 ? null : cells[household];
            persons.Add(new Person(cells[id], [.. columns.Select(column => cells[column])], key));
        }
        if (persons.Count == 0) table.Refuse(0, "", "There is nobody in it.");
        return persons;
    }
}
