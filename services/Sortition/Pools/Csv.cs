namespace Caisse.Sortition.Pools;

/// <summary>
/// A table with a heading, as spreadsheets save it: commas, semicolons or tabs, quotes doubled inside quotes.
/// Rows in which nothing is written are left out.
/// </summary>
sealed class Csv
{
    readonly List<InputError> _errors;

    Csv(string name, List<InputError> errors)
    {
        Name = name;
        _errors = errors;
    }

    internal string Name { get; }

    internal IReadOnlyList<string> Headings { get; private set; } = [];

    internal List<(int Line, string[] Cells)> Lines { get; } = [];

    /// <summary>Reads what it can; what it cannot is among the errors.</summary>
    internal static Csv Read(string name, string text, int mostLines, List<InputError> errors)
    {
        var table = new Csv(name, errors);
        foreach (var record in new CsvText(text).Records())
        {
            table.RefuseUnreadable(record);
            if (record.IsBlank) continue;
            if (table.Headings.Count == 0) table.Headings = [.. record.Cells.Select(cell => cell.Trim())];
            else table.Take(record.Line, record.Cells);
            if (table.Lines.Count <= mostLines) continue;
            table.Refuse(record.Line, "", $"More than {mostLines} lines.");
            break;
        }
        if (table.Headings.Count == 0) table.Refuse(0, "", "The file is empty.");
        foreach (var twice in table.Headings.GroupBy(heading => heading).Where(group => group.Count() > 1))
        {
            table.Refuse(1, twice.Key, "Two columns have this heading.");
        }
        return table;
    }

    internal void Refuse(int line, string column, string what) =>
        _errors.Add(new InputError(Name, line, column, what));

    /// <summary>The first of these headings that there is; null when there is none.</summary>
    internal string? Heading(params string[] headings) => headings.FirstOrDefault(Headings.Contains);

    /// <summary>The place of a column; -1 when there is none, which is an error if it is required.</summary>
    internal int Column(string heading, bool isRequired = true)
    {
        for (var at = 0; at < Headings.Count; at++)
        {
            if (Headings[at] == heading) return at;
        }
        if (isRequired && Headings.Count > 0) Refuse(1, heading, "The column is missing.");
        return -1;
    }

    void Take(int line, IReadOnlyList<string> cells)
    {
        if (cells.Count == Headings.Count) Lines.Add((line, [.. cells.Select(cell => cell.Trim())]));
        else Refuse(line, "", $"{cells.Count} cells where the heading has {Headings.Count}.");
    }

    void RefuseUnreadable(CsvRecord record)
    {
        var what = record.Problem switch
        {
            CsvProblem.UnclosedQuote => "A quotation mark is never closed.",
            CsvProblem.TextAfterQuote => "Something stands after a closing quotation mark.",
            CsvProblem.TooManyCells => $"More than {CsvText.MaxCells} cells.",
            _ => record.Cells.Any(cell => cell.Contains('\0')) ? "A character that is no text." : null,
        };
        if (what is not null) Refuse(record.Line, "", what);
    }
}
