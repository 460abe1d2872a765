using System.Text;

namespace Caisse.Sortition.Pools;

/// <summary>
/// A table with a heading, as spreadsheets save it: commas, semicolons or tabs, quotes doubled inside quotes.
/// Rows in which nothing is written are left out.
/// </summary>
sealed class Csv
{
    static readonly char[] Separators = [',', ';', '\t'];

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
        foreach (var (line, cells) in Split(name, text.TrimStart('\uFEFF'), errors))
        {
            if (cells.TrueForAll(string.IsNullOrWhiteSpace)) continue;
            if (table.Headings.Count == 0) table.Headings = [.. cells.Select(cell => cell.Trim())];
            else table.Take(line, cells);
            if (table.Lines.Count <= mostLines) continue;
            table.Refuse(line, "", $"More than {mostLines} lines.");
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

    void Take(int line, List<string> cells)
    {
        if (cells.Count == Headings.Count) Lines.Add((line, [.. cells.Select(cell => cell.Trim())]));
        else Refuse(line, "", $"{cells.Count} cells where the heading has {Headings.Count}.");
    }

    /// <summary>Whichever the first line has most of.</summary>
    static char SeparatorOf(string text)
    {
        var heading = text.TrimStart('\r', '\n').Split('\n')[0];
        return Separators.MaxBy(separator => heading.Count(letter => letter == separator));
    }

    static IEnumerable<(int Line, List<string> Cells)> Split(
        string name, string text, List<InputError> errors)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (line, start, isQuoted) = (1, 1, false);
        var separator = SeparatorOf(text);
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter == '\n') line++;
            if (letter == '\0') errors.Add(new InputError(name, line, "", "A character that is no text."));
            if (isQuoted && letter == '"' && at + 1 < text.Length && text[at + 1] == '"')
                cell.Append(text[at++]);
            else if (letter == '"') isQuoted = !isQuoted;
            else if (isQuoted || (letter != separator && letter is not ('\n' or '\r'))) cell.Append(letter);
            else if (letter == separator) Finish();
            else if (letter == '\n')
            {
                Finish();
                yield return (start, cells);
                cells = [];
                start = line;
            }
        }
        if (isQuoted) errors.Add(new InputError(name, start, "", "A quotation mark is never closed."));
        if (cell.Length == 0 && cells.Count == 0) yield break;
        Finish();
        yield return (start, cells);

        void Finish()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
