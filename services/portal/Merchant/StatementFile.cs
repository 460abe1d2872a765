using System.Globalization;
using Caisse.Portal.Showing;
using Caisse.ServiceDefaults;

namespace Caisse.Portal.Merchant;

/// <summary>A statement as a table for a bookkeeper's program.</summary>
static class StatementFile
{
    internal static void Map(WebApplication app) =>
        app.MapGet("/point-de-vente/releve.csv", HandleAsync).RequireAuthorization();

    static async Task<IResult> HandleAsync(string? de, string? a, OwnShop own, CancellationToken cancel)
    {
        if (StatementDays.Read(de) is not { } from || StatementDays.Read(a) is not { } to
            || StatementDays.Wrong(from, to) is not null)
        {
            var days = QueryString.Create("de", de ?? "").Add("a", a ?? "");
            return Results.LocalRedirect($"/point-de-vente/releve{days}");
        }
        var mine = await own.FindAsync(cancel);
        if (mine.Value?.PointOfSaleId is not { } shop
            || (await own.StatementAsync(shop, from, to, cancel)).Value is not { } statement)
        {
            return Results.LocalRedirect("/point-de-vente/releve");
        }
        return CsvFile.Answer(
            file => WriteAsync(file, statement), $"releve-{from:yyyy-MM-dd}-{to:yyyy-MM-dd}.csv");
    }

    static async Task WriteAsync(CsvFile file, ShopStatement statement)
    {
        await file.WriteLineAsync(
            Words.Of("sales.day"), Words.Of("shop.nav"), Words.Of("shop-statement.kind"),
            Words.Of("shop-statement.payment"), Words.Of("shop-statement.gross"),
            Words.Of("shop-statement.refunds"), Words.Of("sales.euros"));
        foreach (var one in statement.Movements)
        {
            await file.WriteLineAsync(
                one.Day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture), statement.Name,
                Words.OrWord("shop-statement.kind", one.Kind), one.PaymentId, CsvCell.Amount(one.GrossCents),
                CsvCell.Amount(one.RefundCents), CsvCell.Amount(one.EurosCents));
        }
        await file.WriteLineAsync(
            Words.Of("sales.total"), statement.Name, "", "", CsvCell.Amount(statement.GrossCents),
            CsvCell.Amount(statement.RefundsCents), CsvCell.Amount(statement.EurosCents));
    }
}
