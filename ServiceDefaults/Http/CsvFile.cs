using System.Text;
using Microsoft.AspNetCore.Http;

namespace Caisse.ServiceDefaults;

/// <summary>
/// A table as spreadsheets and bookkeeping programs in French open it: a byte order mark, semicolons, decimal
/// commas, lines that end in CR LF, and no text that a program would run as a formula.
/// </summary>
/// <param name="text">Where it is written to.</param>
public sealed class CsvFile(TextWriter text)
{
    /// <summary>What a caller asks for by Accept.</summary>
    public const string MediaType = "text/csv";

    const char Separator = ';';
    const char Quote = '"';
    const string EndOfLine = "\r\n";

    /// <summary>An answer that is written while its lines are read: it may be of any length.</summary>
    /// <param name="write">Writes its lines, the names of the columns first.</param>
    /// <param name="name">The name under which a browser keeps it; null when it is shown.</param>
    public static IResult Answer(Func<CsvFile, Task> write, string? name = null) => Results.Stream(
        async stream =>
        {
            // The byte order mark is what makes spreadsheets read the accents.
            await using var writer = new StreamWriter(
                stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
            await write(new CsvFile(writer));
        },
        $"{MediaType}; charset=utf-8", name);

    /// <summary>Writes a line.</summary>
    /// <param name="cells">Texts, numbers and amounts; each is written as its kind is.</param>
    public Task WriteLineAsync(params ReadOnlySpan<CsvCell> cells)
    {
        var line = new StringBuilder();
        for (var at = 0; at < cells.Length; at++)
        {
            if (at > 0)
            {
                line.Append(Separator);
            }
            AppendQuoted(line, cells[at].Written);
        }
        return text.WriteAsync(line.Append(EndOfLine));
    }

    static void AppendQuoted(StringBuilder line, string cell)
    {
        if (cell.AsSpan().IndexOfAny("\";\r\n") < 0)
        {
            line.Append(cell);
        }
        else
        {
            line.Append(Quote).Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append(Quote);
        }
    }
}
