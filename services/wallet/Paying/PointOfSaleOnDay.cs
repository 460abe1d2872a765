using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Paying;

/// <summary>Where a point of sale stands on a day, and the category rates of that day.</summary>
/// <param name="Standing">Its standing; null when no decision has accredited it by then.</param>
/// <param name="Rates">Rates by category.</param>
sealed record PointOfSaleOnDay(Standing? Standing, IReadOnlyDictionary<string, int> Rates)
{
    /// <summary>Null when there is no such point of sale.</summary>
    internal static async Task<PointOfSaleOnDay?> ReadAsync(Work work, Guid pointOfSaleId, DateOnly day)
    {
        var row = await work.FindAsync<Row>(Read, new { work.Caisse, pointOfSaleId, day });
        return row is null ? null : new PointOfSaleOnDay(
            row.State is null ? null : new Standing(row.State, row.Since!.Value, row.Until, row.Categories!),
            BasketSplit.ByCategory((await work.RuleOnAsync<SetCategoryRates>(day))?.Rule));
    }

    /// <summary>Properties instead of a constructor: Dapper finds no constructor for arrays.</summary>
    sealed record Row
    {
        public string? State { get; init; }

        public DateOnly? Since { get; init; }

        public DateOnly? Until { get; init; }

        public string[]? Categories { get; init; }
    }

    static readonly string Read =
        $"""
        select standing.state, standing.since, standing.until, standing.categories
        from account
        left join lateral (
            select state, since, until, categories from accreditation
            where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId and since <= @day
            order by since desc, version desc limit 1) as standing on true
        where account.caisse_id = @Caisse and account.account_id = @pointOfSaleId
          and account.kind = {AccountKind.PointOfSale.Sql}
        """;
}
