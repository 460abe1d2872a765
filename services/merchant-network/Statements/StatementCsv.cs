using System.Globalization;
using Caisse.ServiceDefaults;
using Dapper;

namespace Caisse.MerchantNetwork.Statements;

/// <summary>A statement as CSV, written while it is read: a line per movement, then the totals.</summary>
static class StatementCsv
{
    internal static IResult Of(
        StatementPeriod asked, KnownCaisse caisse, Caller caller, Database database) => CsvFile.Answer(
        file => WriteAsync(file, asked, caisse, caller, database),
        $"statement-{asked.PointOfSaleId}-{asked.From:yyyy-MM-dd}-{asked.To:yyyy-MM-dd}.csv");

    static async Task WriteAsync(
        CsvFile file, StatementPeriod asked, KnownCaisse caisse, Caller caller, Database database)
    {
        await using var work = await database.BeginAsync(caller, CancellationToken.None);
        await file.WriteLineAsync(
            "day", "pointOfSale", "kind", "paymentId", "grossMona", "refundMona", "euros");
        var (grossCents, refundsCents, eurosCents) = (0L, 0L, 0L);
        var filter = asked.Filter(caisse, null);
        var rows = work.Connection.QueryUnbufferedAsync<MovementRow>(MovementRow.Read, filter);
        await foreach (var row in rows)
        {
            grossCents += row.GrossCents;
            refundsCents += row.RefundCents;
            eurosCents += row.EurosCents;
            await file.WriteLineAsync(
                row.DayIn(caisse).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                asked.Name, row.Kind, row.PaymentId, CsvCell.Amount(row.GrossCents),
                CsvCell.Amount(row.RefundCents), CsvCell.Amount(row.EurosCents));
        }
        await file.WriteLineAsync(
            "total", asked.Name, "", "", CsvCell.Amount(grossCents), CsvCell.Amount(refundsCents),
            CsvCell.Amount(eurosCents));
    }
}
