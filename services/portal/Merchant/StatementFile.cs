using System.Globalization;
using System.Text;
using Caisse.Portal.Showing;

namespace Caisse.Portal.Merchant;

/// <summary>
/// A statement as a table for a bookkeeper's program: semicolons, decimal commas, a mark that says UTF-8, and
/// no cell that a program would take for a formula.
/// </summary>
static class StatementFile
{
    const string LineEnd = "\r\n";
    const decimal CentsInOne = 100m;

    static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

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
        var bytes = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Write(statement))).ToArray();
        return Results.File(
            bytes, "text/csv; charset=utf-8", $"releve-{from:yyyy-MM-dd}-{to:yyyy-MM-dd}.csv");
    }

    internal static string Write(ShopStatement statement)
    {
        var text = new StringBuilder();
        Line(text, [
            Words.Of("sales.day"), Words.Of("shop.nav"), Words.Of("shop-statement.kind"),
            Words.Of("shop-statement.payment"), Words.Of("shop-statement.gross"),
            Words.Of("shop-statement.refunds"), Words.Of("sales.euros"),
        ]);
        foreach (var one in statement.Movements)
        {
            Line(text, [
                one.Day.ToString("dd/MM/yyyy", French), statement.Name,
                Words.OrWord("shop-statement.kind", one.Kind), one.PaymentId.ToString(),
                Amount(one.GrossCents), Amount(one.RefundCents), Amount(one.EurosCents),
            ]);
        }
        Line(text, [
            Words.Of("sales.total"), statement.Name, "", "", Amount(statement.GrossCents),
            Amount(statement.RefundsCents), Amount(statement.EurosCents),
        ]);
        return text.ToString();
    }

    static string Amount(long cents) => (cents / CentsInOne).ToString("0.00", French);

    static void Line(StringBuilder text, IReadOnlyList<string> cells) =>
        text.AppendJoin(';', cells.Select(Cell)).Append(LineEnd);

    static string Cell(string value)
    {
        var safe = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' ? $"'{value}" : value;
        return safe.AsSpan().IndexOfAny(";\"\r\n") < 0
            ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
