using CsvHelper;

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

    /// <summary>Cells beyond are one problem and not so many strings.</summary>
    const int MaxCells = 100;

    string? problem;

    internal IEnumerable<CsvRecord> Records()
    {
        using var reader = CsvReader.FromText(text.TrimStart(ByteOrderMark), new CsvReaderOptions
        {
            Separator = SeparatorOf(text),
            HasHeader = false,
            TrackLineNumbers = true,
            OnMalformedRecord = malformed => problem = Explain(malformed.Reason),
        });
        while (Next(reader))
        {
            var cells = Enumerable.Range(0, Math.Min(reader.FieldCount, MaxCells)).Select(reader.GetString);
            yield return new CsvRecord(
                (int)reader.LineNumber, [.. cells],
                reader.FieldCount > MaxCells ? $"must have at most {MaxCells} cells." : problem);
        }
    }

    bool Next(CsvReader reader)
    {
        problem = null;
        return reader.Read();
    }

    /// <summary>A quotation mark within a cell that does not begin with one stands for itself.</summary>
    static string? Explain(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => "has a quotation mark that is never closed.",
        CsvMalformedReason.TextAfterClosingQuote => "has something after a closing quotation mark.",
        _ => null,
    };

    static char SeparatorOf(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var header = end < 0 ? text.AsSpan() : text.AsSpan(0, end);
        return header.Count(';') >= header.Count(',') ? ';' : ',';
    }
}
