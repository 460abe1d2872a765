namespace Caisse.Sortition.Pools;

/// <summary>How files are to be read that do not say it themselves.</summary>
/// <param name="Size">Persons on a panel, of which percentages are taken; null where none may be.</param>
/// <param name="IdColumn">The heading of ids; null for "id" or "nationbuilder_id".</param>
public sealed record PoolReading(int? Size = null, string? IdColumn = null)
{
    /// <summary>Numbers only, ids in a column that says so.</summary>
    public static PoolReading Plain { get; } = new();
}

/// <summary>Reads a pool from its two files, and names every error with its line and column.</summary>
public static class PoolReader
{
    const string HouseholdColumn = "household";
    static readonly string[] IdColumns = ["id", "nationbuilder_id"];

    /// <summary>The pool, or null and what is wrong.</summary>
    /// <param name="respondents">Text of the file of persons: id, one column per category, household.</param>
    /// <param name="categories">Text of the file of quotas; see <see cref="QuotaReader"/>.</param>
    /// <param name="respondentsName">What errors call the first file.</param>
    /// <param name="categoriesName">What errors call the second file.</param>
    /// <param name="reading">What the files do not say.</param>
    public static (Pool? Pool, IReadOnlyList<InputError> Errors) Read(
        string respondents, string categories, string respondentsName = "respondents.csv",
        string categoriesName = "categories.csv", PoolReading? reading = null)
    {
        var errors = new List<InputError>();
        var table = Csv.Read(respondentsName, respondents, Pool.MostPersons, errors);
        var id = reading?.IdColumn ?? table.Heading(IdColumns) ?? IdColumns[0];
        var quotas = new QuotaReader(
            Csv.Read(categoriesName, categories, Pool.MostFeatures, errors), reading?.Size)
            .Read([id, HouseholdColumn]);
        var names = quotas.Select(quota => quota.Category).Distinct().ToList();
        if (errors.Count > 0) return (null, errors);
        var persons = ReadPersons(table, id, names, quotas);
        var pool = new Pool(names, quotas, persons);
        return errors.Count > 0 ? (null, errors) : (pool, []);
    }

    static List<Person> ReadPersons(Csv table, string idColumn, List<string> categories, List<Quota> quotas)
    {
        var persons = new List<Person>();
        var id = table.Column(idColumn);
        var household = table.Column(HouseholdColumn, false);
        var columns = categories.ConvertAll(category => table.Column(category));
        if (id < 0 || columns.Contains(-1)) return persons;
        var known = new KnownFeatures(quotas);
        var ids = new HashSet<string>();
        foreach (var (line, cells) in table.Lines)
        {
            if (cells[id].Length == 0) table.Refuse(line, idColumn, "It is empty.");
            if (!ids.Add(cells[id])) table.Refuse(line, idColumn, $"'{cells[id]}' is there twice.");
            var features = new string[columns.Count];
            for (var at = 0; at < columns.Count; at++)
            {
                features[at] = known.Of(categories[at], cells[columns[at]]) ?? "";
                if (features[at].Length > 0) continue;
                table.Refuse(line, categories[at], $"No quota is given for '{cells[columns[at]]}'.");
            }
            var key = household < 0 || cells[household].Length == 0 ? null : cells[household];
            persons.Add(new Person(cells[id], features, key));
        }
        if (persons.Count == 0) table.Refuse(0, "", "There is nobody in it.");
        return persons;
    }
}
