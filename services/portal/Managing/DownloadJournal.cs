using System.Globalization;
using Caisse.Portal.Calling;

namespace Caisse.Portal.Managing;

/// <summary>The fund's journal of this year, as the platform makes it.</summary>
static class DownloadJournal
{
    internal static void Map(WebApplication app) =>
        app.MapGet("/gestion/journal-comptable.csv", HandleAsync).RequireAuthorization();

    static async Task<IResult> HandleAsync(OwnCaisse own, TimeProvider clock, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var days = string.Create(
            CultureInfo.InvariantCulture, $"from={today.Year}-01-01&to={today:yyyy-MM-dd}");
        return Sheets.PassOn(
            await own.DownloadAsync($"exports/journal.csv?{days}", cancel), "text/csv",
            $"journal-{today.Year}.csv");
    }
}
