using System.Globalization;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Reimbursing;

/// <summary>
/// What the treasurer pays to households by bank for the receipts approved up to a day; as a table for a
/// spreadsheet when asked for text/csv.
/// </summary>
static class ListReimbursements
{
    const int MostRows = 5000;

    internal sealed record ReimbursementRow(
        Guid ClaimId, Guid HouseholdId, DateOnly BoughtOn, DateTimeOffset ApprovedAt, long AmountCents);

    internal sealed record ReimbursementsAnswer(
        DateOnly? From, DateOnly Until, long TotalCents, IReadOnlyList<ReimbursementRow> Items);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/receipt-claims/reimbursements", HandleAsync)
            .Describe(nameof(ListReimbursements), "What to pay to households by bank; text/csv by Accept.")
            .Produces<ReimbursementsAnswer>(StatusCodes.Status200OK, "application/json", CsvFile.MediaType)
            .Allow(Grants.Treasurer);

    static async Task<IResult> HandleAsync(
        DateOnly? from, DateOnly until, Caller caller, Database database, KnownCaisse caisse,
        HttpRequest request, CancellationToken cancel)
    {
        var check = new Check().That(from is null || from <= until, "until", "must not be before from.")
            .That(until < DateOnly.MaxValue, "until", "must be a day that has a next one.");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ReimbursementRow>(Read, new
        {
            work.Caisse,
            Start = from is { } first ? caisse.StartOf(first) : (DateTimeOffset?)null,
            End = caisse.StartOf(until.AddDays(1)),
            Fetch = MostRows + 1,
        });
        if (rows.Count > MostRows)
        {
            return Refusal.Unprocessable(
                "too-many-rows", $"These are more than {MostRows} receipts: ask for a shorter time.");
        }
        return request.GetTypedHeaders().Accept.Any(type => type.MediaType == CsvFile.MediaType)
            ? CsvFile.Answer(file => WriteAsync(file, rows, caisse))
            : TypedResults.Ok(
                new ReimbursementsAnswer(from, until, rows.Sum(row => row.AmountCents), rows));
    }

    static async Task WriteAsync(CsvFile file, IReadOnlyList<ReimbursementRow> rows, KnownCaisse caisse)
    {
        await file.WriteLineAsync("claim", "household", "bought_on", "approved_on", "amount");
        foreach (var row in rows)
        {
            await file.WriteLineAsync(
                row.ClaimId, row.HouseholdId, Day(row.BoughtOn), Day(caisse.DayOf(row.ApprovedAt)),
                CsvCell.Amount(row.AmountCents));
        }
    }

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    const string Read =
        """
        select claim_id, household_id, bought_on, decided_at as approved_at, mona_cents as amount_cents
        from receipt_claim
        where caisse_id = @Caisse and state = 'approved'
          and (@Start::timestamptz is null or decided_at >= @Start) and decided_at < @End
        order by household_id, decided_at, claim_id limit @Fetch
        """;
}
