using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Commands;

/// <summary>Reads the two files of a pool as people have them.</summary>
static class PoolFiles
{
    internal static Pool Read(Arguments arguments)
    {
        var (respondents, categories) = (arguments.Files[0], arguments.Files[1]);
        var (pool, errors) = PoolReader.Read(
            Text(respondents), Text(categories), Path.GetFileName(respondents), Path.GetFileName(categories),
            new PoolReading(arguments.Number("--size"), arguments.Text("--id-column")));
        return pool ?? throw new BadInputException([.. errors]);
    }

    /// <summary>
    /// The pool, and how many are to be drawn. Where some of a panel stay, in a renewal of a part, the seats,
    /// the quotas and the households that they take are taken already.
    /// </summary>
    internal static (Pool Pool, int Size) ReadWithStaying(Arguments arguments)
    {
        var (pool, size) = (Read(arguments), arguments.Number("--size"));
        if (arguments.Text("--staying") is not { } file) return (pool, size);
        int[] staying = [.. ReadIds(file, arguments.Text("--id-column"), pool)];
        if (staying.Length >= size)
            throw new BadInputException($"{staying.Length} stay: no seat of {size} is left to draw.");
        var order = Settlement.Replacements(pool, staying, [], size - staying.Length, "");
        var over = pool.Quotas.Select((quota, at) => (quota, Count: staying.Count(place =>
                pool.Persons[place].Features[IndexOf(pool, quota)] == quota.Feature)))
            .FirstOrDefault(one => one.Count > one.quota.Max);
        if (over.quota is { } broken)
            throw new BadInputException(
                $"{over.Count} of those who stay are {broken.Name}, which may be {broken.Max} at most.");
        return (order.Pool, order.Size);
    }

    static int IndexOf(Pool pool, Quota quota) => pool.Categories.Index()
        .Single(category => category.Item == quota.Category).Index;

    static List<int> ReadIds(string file, string? idColumn, Pool pool)
    {
        var errors = new List<InputError>();
        var table = Csv.Read(Path.GetFileName(file), Text(file), Pool.MostPersons, errors);
        var id = table.Column(idColumn ?? table.Heading("id", "nationbuilder_id") ?? "id");
        var places = pool.Persons.Index().ToDictionary(one => one.Item.Id, one => one.Index);
        var found = new List<int>();
        foreach (var (line, cells) in id < 0 ? [] : table.Lines)
        {
            if (!places.Remove(cells[id], out var place))
                table.Refuse(line, "id", $"'{cells[id]}' is not among the respondents, or is there twice.");
            found.Add(place);
        }
        return errors.Count > 0 ? throw new BadInputException([.. errors]) : found;
    }

    static string Text(string file)
    {
        var (text, error) = TextOfFile.Read(File.ReadAllBytes(file), Path.GetFileName(file));
        return error is null ? text : throw new BadInputException(error);
    }
}
