using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Paying;

/// <summary>
/// What a till must know before it asks anybody for anything: what its point of sale may take today and at
/// which rates, when a PIN is asked for, what it may take without network, and what time it is.
/// </summary>
static class DescribeTill
{
    /// <param name="Category">A category that has a rate of its own.</param>
    /// <param name="Percent">Share payable in MonA.</param>
    internal sealed record TillRate(string Category, int Percent);

    /// <param name="PointOfSaleId">Where it stands.</param>
    /// <param name="State">accredited, suspended, ended; null before any decision.</param>
    /// <param name="Since">Since when, or null.</param>
    /// <param name="Until">Last day, or null.</param>
    /// <param name="Categories">What it may take MonA for; empty means everything.</param>
    /// <param name="Rates">Rates in force; a category not named is payable in full.</param>
    /// <param name="PinAboveCents">Up to which a card pays without its PIN; null: never.</param>
    /// <param name="OfflineFloorCents">
    /// What it may take of a card in a day without network; null: nothing.
    /// </param>
    /// <param name="HighestCounter">The highest count it has sent, 0 at first.</param>
    /// <param name="TimeZone">Where its days begin.</param>
    /// <param name="Now">What time it is.</param>
    internal sealed record TillAnswer(
        Guid PointOfSaleId, string? State, DateOnly? Since, DateOnly? Until, IReadOnlyList<string> Categories,
        IReadOnlyList<TillRate> Rates, long? PinAboveCents, long? OfflineFloorCents, long HighestCounter,
        string TimeZone, DateTimeOffset Now);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapGet("/tills/me", HandleAsync)
        .Describe(nameof(DescribeTill), "What the calling till must know: rates, limits, and the time.")
        .Allow(Grants.Till);

    static async Task<Answer<TillAnswer>> HandleAsync(
        Caller caller, KnownCaisse caisse, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (caller.PointOfSaleId is not { } pointOfSaleId)
        {
            return Refusal.NotFound("till", caller.Subject);
        }
        var place = await PointOfSaleOnDay.ReadAsync(work, pointOfSaleId, work.Today);
        var rules = await work.RuleOnAsync(work.Today, SetPaymentRules.UntilDecided);
        var device = await work.FindAsync<DeviceRow>(
            FindDevice, new { work.Caisse, pointOfSaleId, ClientId = caller.Subject });
        return new TillAnswer(
            pointOfSaleId, place?.Standing?.State, place?.Standing?.Since, place?.Standing?.Until,
            place?.Standing?.Categories ?? [],
            [
                .. (place?.Rates ?? BasketSplit.ByCategory(null))
                    .OrderBy(rate => rate.Key, StringComparer.Ordinal)
                    .Select(rate => new TillRate(rate.Key, rate.Value)),
            ],
            rules.PinAboveCents, device is null ? null : rules.OfflineFloorCents, device?.HighestCounter ?? 0,
            caisse.TimeZone, work.Now);
    }

    sealed record DeviceRow(long HighestCounter);

    /// <summary>Devices with a key are known here by their till; their clients are named after it.</summary>
    const string FindDevice =
        """
        select coalesce((
            select max(counter) from offline_payment
            where offline_payment.caisse_id = @Caisse and offline_payment.till_id = till.till_id), 0)
            as highest_counter
        from till
        where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId
          and 'till-' || replace(till_id::text, '-', '') = @ClientId
        """;
}
