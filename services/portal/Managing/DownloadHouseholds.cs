using Caisse.Portal.Calling;
using Caisse.Portal.Showing;

namespace Caisse.Portal.Managing;

/// <summary>The register of households as a file.</summary>
static class DownloadHouseholds
{
    static readonly string[] Columns =
        ["households.people", "households.where", "households.since", "list.state"];

    internal static void Map(WebApplication app) =>
        app.MapGet($"/gestion/foyers.{Sheets.Formats}", HandleAsync).RequireAuthorization();

    static async Task<IResult> HandleAsync(
        string format, string? etat, string? q, OwnCaisse own, CancellationToken cancel)
    {
        var query = (string.IsNullOrEmpty(etat) ? "" : $"&state={Uri.EscapeDataString(etat)}")
            + (string.IsNullOrWhiteSpace(q) ? "" : $"&q={Uri.EscapeDataString(q.Trim())}");
        var all = await own.ListAsync<ListedHousehold>($"households?{query.TrimStart('&')}", cancel);
        return Sheets.Answer(
            all.Select(list => Sheets.Of(Columns, list, one =>
            [
                one.Names, one.District ?? one.City, one.FromPeriod,
                Words.Of($"households.state.{one.State}"),
            ])),
            "foyers", format);
    }
}
