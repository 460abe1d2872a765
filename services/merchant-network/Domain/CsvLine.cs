using System.Globalization;

namespace Caisse.MerchantNetwork.Domain;

/// <summary>Lines of a CSV file as French bookkeeping programs read it: semicolons, decimal comma.</summary>
static class CsvLine
{
    const string StartOfFormula = "=+-@\t\r";

    /// <summary>A line, its cells quoted where they must be.</summary>
    internal static string Of(params ReadOnlySpan<string> cells)
    {
        var quoted = new List<string>();
        foreach (var cell in cells)
        {
            quoted.Add(cell.AsSpan().IndexOfAny("\";\r\n") < 0
                ? cell
                : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        }
        return string.Join(';', quoted) + "\r\n";
    }

    /// <summary>A text that someone typed: a spreadsheet must show it, never compute it.</summary>
    internal static string Text(string text) =>
        text.Length > 0 && StartOfFormula.Contains(text[0]) ? $"'{text}" : text;

    /// <summary>An amount that is not negative, "12,50".</summary>
    internal static string Amount(long cents) =>
        string.Create(CultureInfo.InvariantCulture, $"{cents / 100},{cents % 100:00}");
}
