using Caisse.Portal.Calling;
using Caisse.Portal.Showing;
using Caisse.ServiceDefaults;

namespace Caisse.Portal.Managing;

/// <summary>What goes into a file: names of columns, and rows of texts and amounts.</summary>
sealed record Sheet(IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows);

/// <summary>
/// What is listed on a page, as a file for a spreadsheet: the whole list that the page filters, not a page of
/// it. Whoever may not read the list gets no file.
/// </summary>
static class Sheets
{
    /// <summary>The end of a file's name that addresses take.</summary>
    internal const string Formats = "{format:regex(^(csv|xlsx)$)}";

    const decimal CentsInOne = 100m;

    /// <summary>Everything that addresses of this folder give as files.</summary>
    internal static void Map(WebApplication app)
    {
        DownloadHouseholds.Map(app);
        DownloadOwing.Map(app);
        DownloadPlaces.Map(app);
        DownloadBankFile.Map(app);
        DownloadJournal.Map(app);
    }

    internal static Sheet Of<T>(string[] columns, IEnumerable<T> rows, Func<T, object?[]> cells) =>
        new([.. columns.Select(name => Words.Of(name))], [.. rows.Select(cells)]);

    internal static decimal Euros(long cents) => cents / CentsInOne;

    internal static IResult Answer(Reply<Sheet> asked, string name, string format) => asked switch
    {
        { Value: { } sheet } when format == "xlsx" => Workbook.Answer(sheet, name),
        { Value: { } sheet } => CsvFile.Answer(file => WriteAsync(file, sheet), $"{name}.csv"),
        { Problem.IsAway: true } => Results.StatusCode(StatusCodes.Status503ServiceUnavailable),
        _ => Results.NotFound(),
    };

    internal static IResult PassOn(byte[]? file, string type, string name) =>
        file is null ? Results.NotFound() : Results.File(file, type, name);

    static async Task WriteAsync(CsvFile file, Sheet sheet)
    {
        await file.WriteLineAsync([.. sheet.Columns]);
        foreach (var row in sheet.Rows)
        {
            await file.WriteLineAsync([.. row.Select(CellOf)]);
        }
    }

    static CsvCell CellOf(object? value) =>
        value is decimal amount ? CsvCell.Amount(amount) : CsvCell.Text(value?.ToString());
}
