using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Statements;

/// <summary>
/// What a point of sale took in and gave back, day by day, for its bookkeeper: JSON, or CSV of any length.
/// </summary>
static class ReadStatement
{
    const int LongestDays = 366;

    /// <summary>JSON is answered whole; what is longer is read as CSV, which is streamed.</summary>
    const int MostMovements = 10_000;

    static readonly DateOnly Earliest = new(2000, 1, 1);
    static readonly DateOnly Latest = new(2199, 12, 31);

    internal sealed record Movement(
        Guid Id, DateOnly Day, DateTime OccurredAt, string Kind, Guid PaymentId, long GrossCents,
        long RefundCents, long EurosCents);

    internal sealed record Statement(
        Guid PointOfSaleId, string Name, DateOnly From, DateOnly To, IReadOnlyList<Movement> Movements,
        long GrossCents, long RefundsCents, long NetCents, long EurosCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/points-of-sale/{pointOfSaleId:guid}/statement", HandleAsync)
            .Describe(nameof(ReadStatement), "Movements of a point of sale over 1 to 366 days; also CSV.")
            .Produces<Statement>(StatusCodes.Status200OK, "application/json", CsvFile.MediaType)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .Allow(
                Grants.Treasurer, Grants.Coordinator, Grants.ReadMerchants, Grants.Till, Grants.Merchant);

    static async Task<IResult> HandleAsync(
        Guid pointOfSaleId, DateOnly from, DateOnly to, Caller caller, KnownCaisse caisse, Database database,
        HttpRequest http, CancellationToken cancel)
    {
        var check = new Check()
            .That(from >= Earliest && to <= Latest, "from", $"must be from {Earliest:O} to {Latest:O}.")
            .That(from <= to, "to", "must not be before from.")
            .That(to.DayNumber - from.DayNumber < LongestDays, "to", $"must be within {LongestDays} days.");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.FindAsync<string>(ReadName, new { work.Caisse, pointOfSaleId }) is not { } name)
        {
            return Refusal.NotFound("point of sale", pointOfSaleId);
        }
        if (!MayRead(caller, pointOfSaleId))
        {
            return new Refusal(
                StatusCodes.Status403Forbidden, "not-your-point-of-sale",
                "Tills and people of a point of sale read its own statement.");
        }
        var asked = new StatementPeriod(pointOfSaleId, name, from, to);
        return AcceptHeader.Prefers(http, CsvFile.MediaType)
            ? StatementCsv.Of(asked, caisse, caller, database)
            : await ReadAsync(work, caisse, asked);
    }

    static bool MayRead(Caller caller, Guid pointOfSaleId) =>
        caller.PointOfSaleId == pointOfSaleId
        || caller.Has(Grants.Treasurer) || caller.Has(Grants.Coordinator) || caller.Has(Grants.ReadMerchants);

    static async Task<Answer<Statement>> ReadAsync(Work work, KnownCaisse caisse, StatementPeriod asked)
    {
        var filter = asked.Filter(caisse, MostMovements + 1);
        var rows = await work.ListAsync<MovementRow>(MovementRow.Read, filter);
        if (rows.Count > MostMovements)
        {
            return Refusal.Unprocessable(
                "statement-too-long",
                $"There are more than {MostMovements} movements. Ask for fewer days, or for text/csv.")
                .With("mostMovements", MostMovements);
        }
        var movements = rows.Select(row => new Movement(
            row.MovementId, row.DayIn(caisse), row.OccurredAt, row.Kind, row.PaymentId, row.GrossCents,
            row.RefundCents, row.EurosCents)).ToList();
        var grossCents = movements.Sum(item => item.GrossCents);
        var refundsCents = movements.Sum(item => item.RefundCents);
        return new Statement(
            asked.PointOfSaleId, asked.Name, asked.From, asked.To, movements, grossCents, refundsCents,
            grossCents - refundsCents, movements.Sum(item => item.EurosCents));
    }

    const string ReadName =
        """
        select name from point_of_sale where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId
        """;
}
