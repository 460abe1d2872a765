using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Caisse.Membership.Domain;

/// <summary>A record of a CSV text.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Cells">Its cells, without the quotation marks around them.</param>
/// <param name="Problem">What is wrong with how it is written, or null.</param>
sealed record CsvRecord(int Line, IReadOnlyList<string> Cells, string? Problem)
{
    internal bool IsBlank => Problem is null && Cells.All(string.IsNullOrWhiteSpace);
}

/// <summary>
/// Reads CSV (RFC 4180) record by record. The separator is the one its first line uses more: spreadsheets
/// write semicolons in French and commas in English.
/// </summary>
sealed class CsvText(string text)
{
    const char ByteOrderMark = '\ufeff';
    const char Quote = '"';

    /// <summary>Cells beyond are one problem and not so many strings.</summary>
    const int MaxCells = 100;

    string? problem;

    internal IEnumerable<CsvRecord> Records()
    {
        using var reader = new StringReader(text.TrimStart(ByteOrderMark));
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = SeparatorOf(text),
            // Blank lines are counted, so that every record knows its line.
            IgnoreBlankLines = false,
            BadDataFound = bad => NoteWrongQuoting(bad.Field),
        });
        for (var begins = 1; parser.Read(); begins = parser.RawRow + 1)
        {
            problem = null;
            var cells = Enumerable.Range(0, Math.Min(parser.Count, MaxCells)).Select(cell => parser[cell])
                .ToList();
            if (parser.Count > MaxCells)
            {
                problem = $"must have at most {MaxCells} cells.";
            }
            yield return new CsvRecord(begins, cells, problem);
        }
    }

    /// <summary>A quotation mark within a cell that does not begin with one stands for itself.</summary>
    void NoteWrongQuoting(string cell)
    {
        if (cell.StartsWith(Quote))
        {
            problem = "has a quotation mark that is never closed, or something after a closing one.";
        }
    }

    static string SeparatorOf(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var header = end < 0 ? text.AsSpan() : text.AsSpan(0, end);
        return header.Count(';') >= header.Count(',') ? ";" : ",";
    }
}
