using System.Globalization;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;
using Npgsql;
using NpgsqlTypes;

namespace Caisse.Contributions.Accounting.Journaling;

/// <summary>Gives the bookkeeper the fund's journal as a file that a spreadsheet opens.</summary>
static class ExportJournal
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/exports/journal.csv", HandleAsync)
            .Describe(
                nameof(ExportJournal), "The fund's journal between two days, as CSV for French spreadsheets.")
            .Produces(StatusCodes.Status200OK, contentType: CsvFile.MediaType)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .Allow(Grants.Treasurer);

    static IResult HandleAsync(
        DateOnly from, DateOnly to, Caller caller, Database database, CancellationToken cancel)
    {
        var check = new Check()
            .Day(from, "from")
            .Day(to, "to")
            .That(from <= to, "to", "must not be before from.");
        return check.Problem is { } problem
            ? problem
            : CsvFile.Answer(
                file => WriteAsync(file, from, to, caller, database, cancel),
                $"journal-{caller.Caisse}-{from:yyyy-MM-dd}-{to:yyyy-MM-dd}.csv");
    }

    static async Task WriteAsync(
        CsvFile file, DateOnly from, DateOnly to, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        await using var command = new NpgsqlCommand(ReadLines, work.Connection);
        command.Parameters.AddWithValue("caisse", caller.Caisse);
        command.Parameters.AddWithValue("from", NpgsqlDbType.Date, from);
        command.Parameters.AddWithValue("to", NpgsqlDbType.Date, to);
        await using var lines = await command.ExecuteReaderAsync(cancel);
        await file.WriteLineAsync("date", "journal", "number", "account", "label", "debit", "credit");
        while (await lines.ReadAsync(cancel))
        {
            await file.WriteLineAsync(
                lines.GetFieldValue<DateOnly>(0).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
                lines.GetString(1),
                CsvCell.Number(lines.GetInt64(2)),
                lines.GetString(3),
                lines.GetString(4),
                Side(lines.GetInt64(5)),
                Side(lines.GetInt64(6)));
        }
    }

    /// <summary>Empty on the side of a line that has nothing.</summary>
    static CsvCell Side(long cents) => cents == 0 ? default : CsvCell.Amount(cents);

    const string ReadLines =
        """
        select e.entered_on, e.journal, e.number, l.account, e.label, l.debit_cents, l.credit_cents
        from journal_entry e
        join journal_line l on l.caisse_id = e.caisse_id and l.journal = e.journal and l.number = e.number
        where e.caisse_id = @caisse and e.entered_on between @from and @to
        order by e.entered_on, e.journal, e.number, l.line
        """;
}
