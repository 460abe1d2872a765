using System.Globalization;
using System.Text;
using Caisse.MerchantNetwork.Domain;
using Caisse.ServiceDefaults;
using Dapper;

namespace Caisse.MerchantNetwork.KeepingStatements;

/// <summary>A statement as CSV, written while it is read: a line per movement, then the totals.</summary>
static class StatementCsv
{
    internal const string MediaType = "text/csv";

    static readonly string Heading = CsvLine.Of(
        "day", "pointOfSale", "kind", "paymentId", "grossMona", "refundMona", "euros");

    internal static IResult Of(
        StatementPeriod asked, KnownCaisse caisse, Caller caller, Database database) => Results.Stream(
        stream => WriteAsync(stream, asked, caisse, caller, database),
        $"{MediaType}; charset=utf-8",
        $"statement-{asked.PointOfSaleId}-{asked.From:yyyy-MM-dd}-{asked.To:yyyy-MM-dd}.csv");

    static async Task WriteAsync(
        Stream stream, StatementPeriod asked, KnownCaisse caisse, Caller caller, Database database)
    {
        await using var work = await database.BeginAsync(caller, CancellationToken.None);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(Heading);
        var (grossCents, refundsCents, eurosCents) = (0L, 0L, 0L);
        var filter = asked.Filter(caisse, null);
        var rows = work.Connection.QueryUnbufferedAsync<MovementRow>(MovementRow.Read, filter);
        await foreach (var row in rows)
        {
            grossCents += row.GrossCents;
            refundsCents += row.RefundCents;
            eurosCents += row.EurosCents;
            await writer.WriteAsync(CsvLine.Of(
                row.DayIn(caisse).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                CsvLine.Text(asked.Name), row.Kind, row.PaymentId.ToString(), CsvLine.Amount(row.GrossCents),
                CsvLine.Amount(row.RefundCents), CsvLine.Amount(row.EurosCents)));
        }
        await writer.WriteAsync(CsvLine.Of(
            "total", CsvLine.Text(asked.Name), "", "", CsvLine.Amount(grossCents),
            CsvLine.Amount(refundsCents), CsvLine.Amount(eurosCents)));
    }
}
