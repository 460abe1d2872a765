using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Npgsql;

namespace Caisse.Wallet.Paying;

/// <summary>
/// What decides payments and changes rarely: accreditations, category rates and payment rules, with their
/// history. Kept in memory, and good as long as the database shows the same version.
/// </summary>
sealed class PaymentFacts
{
    readonly ILookup<Guid, Standing> standings;
    readonly IReadOnlyList<(DateOnly From, IReadOnlyDictionary<string, int> Rates)> rates;
    readonly RuleHistory<SetPaymentRules> rules;

    /// <summary>Facts of a version, the latest first.</summary>
    internal PaymentFacts(
        long version, IEnumerable<(Guid PointOfSaleId, Standing Standing)> standings,
        RuleHistory<SetCategoryRates> rates, RuleHistory<SetPaymentRules> rules)
    {
        (Version, this.rules) = (version, rules);
        this.standings = standings.ToLookup(row => row.PointOfSaleId, row => row.Standing);
        this.rates = [.. rates.LatestFirst.Select(dated =>
            (dated.InForceFrom, BasketSplit.ByCategory(dated.Rule)))];
    }

    /// <summary>Knows nothing yet.</summary>
    internal static PaymentFacts Unread { get; } = new(-1, [], new([]), new([]));

    /// <summary>The version that the database showed when these were read.</summary>
    internal long Version { get; }

    /// <summary>Where a point of sale stands on a day; null before any decision.</summary>
    internal Standing? StandingOf(Guid pointOfSaleId, DateOnly day) =>
        standings[pointOfSaleId].FirstOrDefault(standing => standing.Since <= day);

    /// <summary>The share payable in MonA by category on a day, in percent.</summary>
    internal IReadOnlyDictionary<string, int> RatesOn(DateOnly day) =>
        rates.FirstOrDefault(dated => dated.From <= day).Rates ?? BasketSplit.ByCategory(null);

    /// <summary>The payment rules of a day; without a decision they limit and offer nothing.</summary>
    internal SetPaymentRules RulesOn(DateOnly day) => rules.On(day) ?? SetPaymentRules.UntilDecided;

    /// <summary>Reads them in the transaction that pays.</summary>
    internal static async Task<PaymentFacts> ReadAsync(
        NpgsqlConnection connection, string caisse, long version)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(ReadStandings) { Parameters = { new NpgsqlParameter<string> { TypedValue = caisse } } },
                RuleBook.HistoryOf<SetCategoryRates>(caisse),
                RuleBook.HistoryOf<SetPaymentRules>(caisse),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        var standings = new List<(Guid PointOfSaleId, Standing Standing)>();
        while (await reader.ReadAsync())
        {
            standings.Add((reader.GetGuid(0), new Standing(
                reader.GetString(1), reader.GetFieldValue<DateOnly>(2),
                await reader.IsDBNullAsync(3) ? null : reader.GetFieldValue<DateOnly>(3),
                reader.GetFieldValue<string[]>(4))));
        }
        await reader.NextResultAsync();
        var rates = await RuleBook.ReadHistoryAsync<SetCategoryRates>(reader);
        await reader.NextResultAsync();
        var rules = await RuleBook.ReadHistoryAsync<SetPaymentRules>(reader);
        return new PaymentFacts(version, standings, rates, rules);
    }

    const string ReadStandings =
        """
        select point_of_sale_id, state, since, until, categories from accreditation
        where caisse_id = $1 order by point_of_sale_id, since desc, version desc
        """;
}
