using System.Text;

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
    const int MostCells = 100;

    readonly char separator = SeparatorOf(text);
    int position = text.StartsWith(ByteOrderMark) ? 1 : 0;
    int line = 1;
    string? problem;

    internal IEnumerable<CsvRecord> Records()
    {
        while (position < text.Length)
        {
            problem = null;
            var begins = line;
            List<string> cells = [NextCell()];
            while (At(separator) && cells.Count < MostCells)
            {
                position++;
                cells.Add(NextCell());
            }
            if (At(separator))
            {
                problem = $"must have at most {MostCells} cells.";
                position += text.AsSpan(position).IndexOfAny('\r', '\n') is var end and >= 0
                    ? end
                    : text.Length - position;
            }
            EndLine();
            yield return new CsvRecord(begins, cells, problem);
        }
    }

    bool At(char expected) => position < text.Length && text[position] == expected;

    string NextCell() => At(Quote) ? QuotedCell() : PlainCell();

    string PlainCell()
    {
        var length = text.AsSpan(position).IndexOfAny(separator, '\r', '\n');
        return Take(length < 0 ? text.Length - position : length);
    }

    string QuotedCell()
    {
        var cell = new StringBuilder();
        do
        {
            position++;
            var length = text.AsSpan(position).IndexOf(Quote);
            if (length < 0)
            {
                problem = "has a quotation mark that is never closed.";
                return Take(text.Length - position);
            }
            cell.Append(Take(length));
            position++;
            // Two quotation marks in a row stand for one, and the cell goes on.
            if (At(Quote))
            {
                cell.Append(Quote);
            }
        }
        while (At(Quote));
        if (PlainCell().Length > 0)
        {
            problem = "has something after a closing quotation mark.";
        }
        return cell.ToString();
    }

    string Take(int length)
    {
        var taken = text.Substring(position, length);
        position += length;
        line += taken.AsSpan().Count('\n');
        return taken;
    }

    void EndLine()
    {
        if (At('\r'))
        {
            position++;
        }
        if (At('\n'))
        {
            position++;
        }
        line++;
    }

    static char SeparatorOf(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var header = end < 0 ? text.AsSpan() : text.AsSpan(0, end);
        return header.Count(';') >= header.Count(',') ? ';' : ',';
    }
}
