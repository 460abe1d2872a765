using Caisse.Portal.Calling;

namespace Caisse.Portal.Managing;

/// <summary>Who owes a contribution for a month, as a file.</summary>
static class DownloadOwing
{
    static readonly string[] Columns =
        ["corrections.household", "contributions.due", "contributions.paid", "owing.missing"];

    internal static void Map(WebApplication app) =>
        app.MapGet($"/gestion/retards.{Sheets.Formats}", HandleAsync).RequireAuthorization();

    static async Task<IResult> HandleAsync(
        string format, string mois, OwnCaisse own, CancellationToken cancel)
    {
        var households = own.ListAsync<ListedHousehold>("households", cancel);
        var owing = await own.ListAsync<ContributionLine>(
            $"contributions?period={Uri.EscapeDataString(mois)}&state=owing", cancel);
        var names = (await households).Value?.ToDictionary(one => one.Id, one => one.Names) ?? [];
        return Sheets.Answer(
            owing.Select(list => Sheets.Of(Columns, list, one =>
            [
                names.GetValueOrDefault(one.HouseholdId, one.HouseholdId.ToString()),
                Sheets.Euros(one.DueCents), Sheets.Euros(one.PaidCents), Sheets.Euros(one.ArrearsCents),
            ])),
            "retards", format);
    }
}
