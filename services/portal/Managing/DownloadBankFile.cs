using Caisse.Portal.Calling;

namespace Caisse.Portal.Managing;

/// <summary>The file by which the bank pays the points of sale, as the platform makes it.</summary>
static class DownloadBankFile
{
    internal static void Map(WebApplication app) =>
        app.MapGet("/gestion/remboursements/{id:guid}/pain.001.xml", HandleAsync).RequireAuthorization();

    static async Task<IResult> HandleAsync(Guid id, OwnCaisse own, CancellationToken cancel) => Sheets.PassOn(
        await own.DownloadAsync($"settlements/{id}/pain.001", cancel), "application/xml",
        $"remboursement-{id}.xml");
}
