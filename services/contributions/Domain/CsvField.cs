using System.Globalization;

namespace Caisse.Contributions.Domain;

/// <summary>Fields of a file that French spreadsheets open: semicolons between, decimal comma.</summary>
static class CsvField
{
    /// <summary>
    /// A text that a spreadsheet shows and never runs: whatever starts like a formula gets an apostrophe in
    /// front (OWASP, CSV injection).
    /// </summary>
    internal static string Text(string text)
    {
        var isFormula = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r';
        var harmless = isFormula ? $"'{text}" : text;
        return harmless.AsSpan().IndexOfAny(";\"\r\n") < 0
            ? harmless
            : $"\"{harmless.Replace("\"", "\"\"")}\"";
    }

    /// <summary>An amount: "12,50"; empty for the side of an entry that has none.</summary>
    internal static string Amount(long cents) =>
        cents == 0 ? "" : (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',');
}
