using System.Text.Json;
using Caisse.Contracts.Governance.Effects;
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
    readonly IReadOnlyList<Dated<IReadOnlyDictionary<string, int>>> rates;
    readonly IReadOnlyList<Dated<SetPaymentRules>> rules;

    /// <summary>Facts of a version, the latest first.</summary>
    internal PaymentFacts(
        long version, IEnumerable<(Guid PointOfSaleId, Standing Standing)> standings,
        IEnumerable<Dated<SetCategoryRates>> rates, IReadOnlyList<Dated<SetPaymentRules>> rules)
    {
        (Version, this.rules) = (version, rules);
        this.standings = standings.ToLookup(row => row.PointOfSaleId, row => row.Standing);
        this.rates = [.. rates.Select(dated => new Dated<IReadOnlyDictionary<string, int>>(
            dated.From, BasketSplit.ByCategory(dated.Rule)))];
    }

    /// <summary>Knows nothing yet.</summary>
    internal static PaymentFacts Unread { get; } = new(-1, [], [], []);

    /// <summary>The version that the database showed when these were read.</summary>
    internal long Version { get; }

    /// <summary>Where a point of sale stands on a day; null before any decision.</summary>
    internal Standing? StandingOf(Guid pointOfSaleId, DateOnly day) =>
        standings[pointOfSaleId].FirstOrDefault(standing => standing.Since <= day);

    /// <summary>The share payable in MonA by category on a day, in percent.</summary>
    internal IReadOnlyDictionary<string, int> RatesOn(DateOnly day) =>
        rates.FirstOrDefault(dated => dated.From <= day)?.Rule ?? BasketSplit.ByCategory(null);

    /// <summary>The payment rules of a day; without a decision they limit and offer nothing.</summary>
    internal SetPaymentRules RulesOn(DateOnly day) =>
        rules.FirstOrDefault(dated => dated.From <= day)?.Rule ?? new SetPaymentRules();

    /// <summary>A rule and the day from which it holds.</summary>
    internal sealed record Dated<TRule>(DateOnly From, TRule Rule);

    /// <summary>Reads them in the transaction that pays.</summary>
    internal static async Task<PaymentFacts> ReadAsync(
        NpgsqlConnection connection, string caisse, long version)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in (string[])[ReadStandings, ReadRates, ReadRules])
        {
            batch.BatchCommands.Add(
                new(sql) { Parameters = { new NpgsqlParameter<string> { TypedValue = caisse } } });
        }
        await using var reader = await batch.ExecuteReaderAsync();
        var standings = new List<(Guid PointOfSaleId, Standing Standing)>();
        while (await reader.ReadAsync())
        {
            standings.Add((reader.GetGuid(0), new Standing(
                reader.GetString(1), reader.GetFieldValue<DateOnly>(2),
                await reader.IsDBNullAsync(3) ? null : reader.GetFieldValue<DateOnly>(3),
                reader.GetFieldValue<string[]>(4))));
        }
        var rates = await DatedAsync<SetCategoryRates>(reader);
        return new PaymentFacts(version, standings, rates, await DatedAsync<SetPaymentRules>(reader));
    }

    static async Task<IReadOnlyList<Dated<TRule>>> DatedAsync<TRule>(NpgsqlDataReader reader)
    {
        await reader.NextResultAsync();
        var dated = new List<Dated<TRule>>();
        while (await reader.ReadAsync())
        {
            dated.Add(new Dated<TRule>(
                reader.GetFieldValue<DateOnly>(0),
                JsonSerializer.Deserialize<TRule>(reader.GetString(1), CaisseJson.Events)!));
        }
        return dated;
    }

    const string ReadStandings =
        """
        select point_of_sale_id, state, since, until, categories from accreditation
        where caisse_id = $1 order by point_of_sale_id, since desc, version desc
        """;

    const string ReadRates =
        """
        select in_force_from, rates::text from category_rates
        where caisse_id = $1 order by in_force_from desc, number desc
        """;

    const string ReadRules =
        """
        select in_force_from, rules::text from payment_rules
        where caisse_id = $1 order by in_force_from desc, number desc
        """;
}
