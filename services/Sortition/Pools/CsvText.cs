using CsvHelper;

namespace Caisse.Sortition.Pools;

/// <summary>What is wrong with how a record of a CSV text is written.</summary>
public enum CsvProblem
{
    /// <summary>A quotation mark is never closed.</summary>
    UnclosedQuote,

    /// <summary>Something stands between a closing quotation mark and the next separator.</summary>
    TextAfterQuote,

    /// <summary>It has more than <see cref="CsvText.MaxCells"/> cells.</summary>
    TooManyCells,
}

/// <summary>A record of a CSV text.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Cells">Its cells, without the quotation marks around them.</param>
/// <param name="Problem">What is wrong with how it is written, or null.</param>
public sealed record CsvRecord(int Line, IReadOnlyList<string> Cells, CsvProblem? Problem)
{
    /// <summary>Whether nothing is written in it.</summary>
    public bool IsBlank => Problem is null && Cells.All(string.IsNullOrWhiteSpace);
}

/// <summary>
/// Reads CSV (RFC 4180) record by record, the one reader of the house. It stands with the lottery, which
/// anyone can build alone. The separator is the one that its first line uses most: spreadsheets write
/// semicolons in French and commas in English, and what is copied from them has tabs.
/// </summary>
/// <param name="text">The whole text, with or without a byte order mark.</param>
public sealed class CsvText(string text)
{
    /// <summary>Cells beyond are one problem and not so many strings.</summary>
    public const int MaxCells = 1_000;

    const char ByteOrderMark = '\ufeff';

    static readonly char[] Separators = [';', ',', '\t'];

    CsvProblem? _problem;

    /// <summary>Its records in order, blank ones too.</summary>
    public IEnumerable<CsvRecord> Records()
    {
        using var reader = CsvReader.FromText(text.TrimStart(ByteOrderMark), new CsvReaderOptions
        {
            Separator = SeparatorOf(text),
            HasHeader = false,
            TrackLineNumbers = true,
            OnMalformedRecord = malformed => _problem = Explain(malformed.Reason),
        });
        while (Next(reader))
        {
            var cells = Enumerable.Range(0, Math.Min(reader.FieldCount, MaxCells)).Select(reader.GetString);
            yield return new CsvRecord(
                (int)reader.LineNumber, [.. cells],
                reader.FieldCount > MaxCells ? CsvProblem.TooManyCells : _problem);
        }
    }

    bool Next(CsvReader reader)
    {
        _problem = null;
        return reader.Read();
    }

    /// <summary>A quotation mark within a cell that does not begin with one stands for itself.</summary>
    static CsvProblem? Explain(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => CsvProblem.UnclosedQuote,
        CsvMalformedReason.TextAfterClosingQuote => CsvProblem.TextAfterQuote,
        _ => null,
    };

    static char SeparatorOf(string text)
    {
        var written = text.AsSpan().TrimStart("\ufeff\r\n");
        var end = written.IndexOfAny('\r', '\n');
        var heading = new string(end < 0 ? written : written[..end]);
        return Separators.MaxBy(separator => heading.Count(letter => letter == separator));
    }
}
