using System.Globalization;
using System.Text;

namespace Caisse.Portal.Managing;

/// <summary>
/// Tables as spreadsheets in French read them: semicolons, decimal commas, a mark of order first, and nothing
/// that a spreadsheet would run as a formula.
/// </summary>
static class Csv
{
    const string EndOfLine = "\r\n";
    const string Formulas = "=+-@\t\r";

    static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");
    static readonly char[] Quoted = [';', '"', '\r', '\n'];

    internal static IResult Answer(Sheet sheet, string name) => Results.File(
        [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Write(sheet))], "text/csv", $"{name}.csv");

    internal static string Write(Sheet sheet)
    {
        var text = new StringBuilder();
        foreach (var row in sheet.Rows.Prepend([.. sheet.Columns]))
        {
            text.AppendJoin(';', row.Select(Cell)).Append(EndOfLine);
        }
        return text.ToString();
    }

    static string Cell(object? value)
    {
        if (value is decimal amount)
        {
            return amount.ToString("0.00", French);
        }
        var text = value?.ToString() ?? "";
        if (text.Length > 0 && Formulas.Contains(text[0], StringComparison.Ordinal))
        {
            text = $"'{text}";
        }
        return text.IndexOfAny(Quoted) < 0
            ? text
            : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
