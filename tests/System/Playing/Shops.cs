using System.Net;
using System.Text.Json;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>A point of sale with its till.</summary>
internal sealed record Shop(Guid Id, HttpClient Till);

internal sealed partial class Fund
{
    const long EnoughCents = 50_000;

    static readonly DateOnly Adult = new(1985, 3, 2);
    static readonly string[] Sold = ["vegetables", "wine"];

    static readonly object Market = new
    {
        street = "2 place du Marché",
        postalCode = "34000",
        city = "Montpellier",
        latitude = 43.61,
        longitude = 3.88,
    };

    /// <summary>
    /// A caisse on 5 January 2026 with one household that has its allocation, 100.00 unless said otherwise,
    /// and points of sale that may take MonA.
    /// </summary>
    internal static async Task<(Fund Fund, Household Household, Shop[] Shops)> OpenAsync(
        Platform platform, string slug, string[]? categories, string[] names,
        SetAllocationScheme? allocation = null)
    {
        var fund = await FoundAsync(
            platform, slug, At(2025, 12, 15), allocation ?? HundredPerAdult, OneEuro);
        var household = await fund.AdmitAsync(Month(2026, 1), Adult);
        await fund.ConveneAsync(household.MemberIds[0]);
        Shop[] shops = await Task.WhenAll(names.Select(fund.ApplyAsync));
        await fund.AccreditAsync(categories, shops);
        await fund.ReceiveGrantAsync(EnoughCents);
        fund.Now = At(2026, 1, 5);
        await fund.AllocateAsync(Month(2026, 1));
        return (fund, household, shops);
    }

    /// <summary>A point of sale applies, with a till that may sign in; it is not accredited.</summary>
    internal async Task<Shop> ApplyAsync(string name)
    {
        var shop = await Coordinator.PostOnceKnownAsync($"{Root}/points-of-sale", new
        {
            name,
            kind = "shop",
            place = Market,
            categories = Sold,
            iban = Iban,
            legalName = $"{name} SARL",
            legalIdentifier = "123456789",
        });
        var till = await Coordinator.PostAsync(
            $"{Root}/points-of-sale/{shop.Id()}/tills", new { name = "Till 1" });
        return new Shop(shop.Id(), await SignInAsync(till));
    }

    /// <summary>
    /// The committee accredits points of sale by a vote; returns once their tills may take MonA.
    /// </summary>
    internal async Task AccreditAsync(IReadOnlyList<string>? categories, params Shop[] shops)
    {
        await DecideAsync(
            AccreditPointOfSale.Kind,
            new AccreditPointOfSale([.. shops.Select(shop => shop.Id)], categories));
        foreach (var shop in shops)
        {
            // A card that nobody has is refused last; until accredited, a till hears that it takes no MonA.
            await Eventually.TrueAsync("the till may take MonA", async () =>
            {
                using var response = await TryPayAsync(
                    shop, "no such card", basket: [new { category = "vegetables", amountCents = 1 }]);
                return (await response.Content.ReadAsStringAsync())
                    .Contains("card-unknown", StringComparison.Ordinal);
            });
        }
    }

    /// <summary>A household's card is read at a till.</summary>
    internal Task<HttpResponseMessage> TryPayAsync(
        Shop shop, string card, long? amountCents = null, object[]? basket = null, string? pin = null,
        string? key = null, bool capture = true) =>
        TryPayWithAsync(shop, new { card, pin }, amountCents, basket, key, capture);

    /// <summary>A till reads whatever means of payment.</summary>
    internal Task<HttpResponseMessage> TryPayWithAsync(
        Shop shop, object means, long? amountCents = null, object[]? basket = null, string? key = null,
        bool capture = true) =>
        shop.Till.SendJsonAsync(
            HttpMethod.Post, $"{Root}/payments",
            new { pointOfSaleId = shop.Id, means, amountCents, basket, capture }, key ?? Calls.NewKey());

    internal async Task<JsonElement> PayAsync(Shop shop, string card, long amountCents)
    {
        using var response = await TryPayAsync(shop, card, amountCents);
        return await response.ShouldBeAsync(HttpStatusCode.Created);
    }

    /// <summary>The till gives a payment back: wholly, in part, or by lines of its basket.</summary>
    internal Task<JsonElement> RefundAsync(
        Shop shop, JsonElement payment, long? amountCents = null, int[]? lines = null) =>
        shop.Till.PostAsync(
        $"{Root}/payments/{payment.Id()}/refunds", new { amountCents, lines }, key: Calls.NewKey());

    /// <summary>Reads a point of sale's statement once it has so many movements.</summary>
    internal Task<JsonElement> StatementAsync(Shop shop, DateOnly from, DateOnly to, int movements) =>
        Treasurer.ReadUntilAsync(
        $"{Root}/points-of-sale/{shop.Id}/statement?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}",
        statement => statement.GetProperty("movements").GetArrayLength() == movements);

    /// <summary>Reimburses all points of sale for what they took in up to a day.</summary>
    internal async Task<JsonElement> SettleAsync(DateOnly until)
    {
        var settlement = await Treasurer.PostAsync(
            $"{Root}/settlements", new { until }, HttpStatusCode.Accepted, Calls.NewKey());
        return await Treasurer.ReadUntilAsync(
            $"{Root}/settlements/{settlement.Id()}", read => read.Text("state") == "issued");
    }
}
