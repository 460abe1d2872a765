using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.ClosingMonths;

/// <summary>
/// The closed months of a ledger, for everyone: a digest that many keep cannot be changed unnoticed.
/// </summary>
static class ListClosings
{
    internal static void Map(RouteGroupBuilder caisse) => caisse.MapGet("/ledger/closings", HandleAsync)
        .Describe(nameof(ListClosings), "The closed months of the ledger and their digests, oldest first.")
        .AllowAnonymous();

    static async Task<Answer<Page<ClosingAnswer>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var closings = await work.ListAsync<ClosingAnswer>(
            Read, new { work.Caisse, After = page.AfterNumber ?? 0, page.Fetch });
        return page.Of(closings, closing => Number(closing.Period));
    }

    /// <summary>A month as a cursor: 202612.</summary>
    static long Number(Period period) => (period.FirstDay.Year * 100) + period.FirstDay.Month;

    const string Read =
        $"""
        {ClosingAnswer.Select}
        where caisse_id = @Caisse
          and extract(year from period) * 100 + extract(month from period) > @After
        order by period limit @Fetch
        """;
}
