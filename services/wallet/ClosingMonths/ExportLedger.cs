using System.Net.Mime;
using System.Text;
using Caisse.Contracts;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.ClosingMonths;

/// <summary>
/// Exports the movements of a closed month, line by line as its digest covers them. It holds ids and amounts
/// only, but it shows when and where each household spends: so it is for those who see every wallet already,
/// and neither for members nor for apps that read the fund's figures alone.
/// </summary>
static class ExportLedger
{
    /// <summary>Bytes gathered before they are sent.</summary>
    const int BufferBytes = 64 * 1024;

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapGet("/ledger/export", HandleAsync)
        .Describe(nameof(ExportLedger), "The movements of a closed month, as ledger-verifier reads them.")
        .Produces<string>(StatusCodes.Status200OK, MediaTypeNames.Text.Plain)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .Allow(Grants.Treasurer, Grants.Coordinator, Grants.ReadWallets);

    static async Task<IResult> HandleAsync(
        string? period, Caller caller, Database database, CancellationToken cancel)
    {
        var isMonth = Period.TryParse(period, out var month);
        if (new Check().That(isMonth, "period", "must be a month such as 2026-12.").Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.FindAsync<ClosedRange>(Find, new { work.Caisse, month }) is { } closed
            ? Results.Stream(
                body => WriteAsync(body, closed, month, caller, database, cancel),
                $"{MediaTypeNames.Text.Plain}; charset=utf-8", $"ledger-{caller.Caisse}-{month}.txt")
            : Refusal.NotFound("closed month", month);
    }

    /// <summary>A closing never changes, so the transaction that streams it may be another one.</summary>
    static async Task WriteAsync(
        Stream body, ClosedRange closed, Period month, Caller caller, Database database,
        CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        await using var lines = new BufferedStream(body, BufferBytes);
        await lines.WriteAsync(
            Encoding.UTF8.GetBytes(
                ClosedMovement.Header(work.Caisse, month.ToString(), closed.PreviousDigest)),
            cancel);
        await foreach (var movement in
            ClosedMovements.ReadAsync(work, closed.FromPosition, closed.ToPosition).WithCancellation(cancel))
        {
            await lines.WriteAsync(Encoding.UTF8.GetBytes(movement.Line), cancel);
        }
    }

    sealed record ClosedRange(long FromPosition, long ToPosition, string PreviousDigest);

    const string Find =
        """
        select from_position, to_position, previous_digest
        from ledger_closing where caisse_id = @Caisse and period = @month
        """;
}
