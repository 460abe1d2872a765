using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Rules;
using Caisse.Support;
using Caisse.TillSimulator;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

/// <summary>What a point of sale's tills and people see of what it took, and what a till is told.</summary>
public sealed class TakenPaymentsTests(Fund fund) : IClassFixture<Fund>
{
    static readonly DateTimeOffset Morning = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_point_of_sale_sees_at_once_what_it_took_each_day_with_short_numbers()
    {
        var (shop, till) = await fund.AccreditAsync();
        var card = await WellFilledCardAsync("2026-04");
        Guid[] paid =
        [
            await PayAsync(till, shop, card, 1250, Morning), await PayAsync(till, shop, card, 770, Morning),
            await PayAsync(till, shop, card, 420, Morning.AddDays(1)),
        ];
        await till.PostAsync($"{Root}/payments/{paid[1]}/refunds", new { amountCents = 170 }, key: NewKey());
        await till.PostAsync($"{Root}/payments/{paid[2]}/refunds", new { }, key: NewKey());
        using var merchant = fund.Service.ClientWith(
            TestIdentity.Token([$"{Fund.Caisse}:merchant"], pointOfSaleId: shop));

        foreach (var reader in new[] { till, merchant, fund.Treasurer })
        {
            var listed = (await reader.ReadAsync(At(shop))).GetProperty("items").EnumerateArray().ToList();
            Assert.Equal(
                [
                    (paid[2], 1L, "2026-12-01", "refunded", 420L, 420L),
                    (paid[1], 2L, "2026-11-30", "captured", 770L, 170L),
                    (paid[0], 1L, "2026-11-30", "captured", 1250L, 0L),
                ],
                listed.Select(one => (
                    one.Id(), one.GetProperty("number").GetInt64(), one.GetProperty("day").GetString()!,
                    one.GetProperty("state").GetString()!, one.GetProperty("monaCents").GetInt64(),
                    one.GetProperty("refundedCents").GetInt64())));
            Assert.All(listed, one => Assert.False(one.TryGetProperty("householdId", out _)));
        }
        var first = await till.ReadAsync($"{At(shop)}&limit=2");
        var rest = await till.ReadAsync($"{At(shop)}&after={first.GetProperty("next").GetString()}");
        Assert.Equal(
            (paid[0], 1L),
            (rest.GetProperty("items")[0].Id(), rest.GetProperty("items")[0].GetProperty("number").GetInt64()));
    }

    [Fact]
    public async Task A_day_begins_at_midnight_in_the_caisse()
    {
        var (shop, till) = await fund.AccreditAsync();
        var card = await WellFilledCardAsync("2026-05");
        await PayAsync(till, shop, card, 100, new(2026, 11, 29, 22, 59, 59, TimeSpan.Zero));
        var paid = await PayAsync(till, shop, card, 200, new(2026, 11, 29, 23, 0, 0, TimeSpan.Zero));

        var listed = await till.ReadAsync($"{Root}/payments?pointOfSaleId={shop}&from=2026-11-30&to=2026-11-30");

        var only = Assert.Single(listed.GetProperty("items").EnumerateArray());
        Assert.Equal((paid, 1L), (only.Id(), only.GetProperty("number").GetInt64()));
    }

    [Fact]
    public async Task What_others_took_is_not_told()
    {
        var (shop, till) = await fund.AccreditAsync();
        var (_, another) = await fund.AccreditAsync();
        using var lost = fund.Service.Client($"{Fund.Caisse}:till");
        using var member = fund.Service.Client($"{Fund.Caisse}:member");
        foreach (var reader in new[] { another, lost, member })
        {
            await reader.ReadAsync(At(shop), HttpStatusCode.Forbidden);
        }
        await till.ReadAsync(
            $"{Root}/payments?pointOfSaleId={shop}&from=2026-01-01&to=2026-03-04", HttpStatusCode.BadRequest);
        await till.ReadAsync(
            $"{Root}/payments?pointOfSaleId={shop}&from=2026-03-02&to=2026-03-01", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Somebody_of_a_point_of_sale_gives_a_payment_of_its_own_back_and_no_other()
    {
        var (shop, till) = await fund.AccreditAsync();
        var card = await WellFilledCardAsync("2026-06");
        var paid = await PayAsync(till, shop, card, 900, Morning);
        using var merchant = fund.Service.ClientWith(
            TestIdentity.Token([$"{Fund.Caisse}:merchant"], pointOfSaleId: shop));
        using var stranger = fund.Service.ClientWith(
            TestIdentity.Token([$"{Fund.Caisse}:merchant"], pointOfSaleId: Guid.CreateVersion7()));

        await stranger.PostAsync(
            $"{Root}/payments/{paid}/refunds", new { }, HttpStatusCode.NotFound, key: NewKey());
        var refund = await merchant.PostAsync($"{Root}/payments/{paid}/refunds", new { }, key: NewKey());

        Assert.Equal(900, refund.GetProperty("monaCents").GetInt64());
        await merchant.PostAsync(
            $"{Root}/payments", new { pointOfSaleId = shop, amountCents = 100, means = new { card } },
            HttpStatusCode.Forbidden, key: NewKey());
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Whoever_works_at_a_point_of_sale_pays_there_as_a_member_does()
    {
        var (shop, _) = await fund.AccreditAsync();
        var person = Guid.CreateVersion7();
        var household = await fund.AdmitAsync(person);
        await fund.AllocateAsync("2026-07", (household, [40]));
        using var both = fund.Service.ClientWith(TestIdentity.Token(
            [$"{Fund.Caisse}:member", $"{Fund.Caisse}:merchant"], memberId: person, pointOfSaleId: shop));

        await both.PostAsync(
            $"{Root}/payments", new { pointOfSaleId = shop, amountCents = 250, means = new { household } },
            key: NewKey(), at: Morning);

        Assert.Equal(9750, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task A_till_is_told_its_rates_its_limits_and_how_far_it_has_counted()
    {
        var shop = Guid.CreateVersion7();
        await fund.StandAsync(shop, "accredited", new DateOnly(2026, 1, 1), 1, "bread", "wine");
        await fund.DecideAsync(
            SetCategoryRates.Kind, new SetCategoryRates([new CategoryRate("wine", 30)]),
            new DateOnly(2026, 1, 1));
        await fund.DecideAsync(
            SetPaymentRules.Kind, new SetPaymentRules(PinAboveCents: 2000, OfflineFloorCents: 3000),
            new DateOnly(2026, 1, 1));
        var tillId = Guid.CreateVersion7();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await fund.Service.HearAsync(new TillRegistered(
            Fund.Caisse, tillId, shop, "Marché", $"till-{tillId:N}", null, Morning,
            OfflineTill.PublicKeyOf(key)));
        using var paired = TillOf(shop, $"till-{tillId:N}");
        using var plain = TillOf(shop, "till-with-a-secret");

        var told = await paired.ReadAsync($"{Root}/tills/me", at: Morning);

        Assert.Equal(
            ("accredited", 2000L, 3000L, 0L, "Europe/Paris", Morning),
            (
                told.GetProperty("state").GetString(), told.GetProperty("pinAboveCents").GetInt64(),
                told.GetProperty("offlineFloorCents").GetInt64(), told.GetProperty("highestCounter").GetInt64(),
                told.GetProperty("timeZone").GetString(), told.GetProperty("now").GetDateTimeOffset()));
        Assert.Equal(["bread", "wine"], told.GetProperty("categories").EnumerateArray().Select(it => it.GetString()));
        var rate = Assert.Single(told.GetProperty("rates").EnumerateArray());
        Assert.Equal(
            ("wine", 30), (rate.GetProperty("category").GetString(), rate.GetProperty("percent").GetInt32()));
        var without = await plain.ReadAsync($"{Root}/tills/me", at: Morning);
        Assert.Equal(JsonValueKind.Null, without.GetProperty("offlineFloorCents").ValueKind);
        using var nowhere = fund.Service.Client($"{Fund.Caisse}:till");
        await nowhere.ReadAsync($"{Root}/tills/me", HttpStatusCode.NotFound);
    }

    HttpClient TillOf(Guid shop, string clientId) => fund.Service.ClientWith(
        TestIdentity.Token([$"{Fund.Caisse}:till"], subject: clientId, pointOfSaleId: shop));

    async Task<string> WellFilledCardAsync(string period)
    {
        var household = await fund.AdmitAsync();
        await fund.AllocateAsync(period, (household, [40]));
        return (await fund.CardAsync(household)).Token;
    }

    static async Task<Guid> PayAsync(
        HttpClient till, Guid shop, string card, long amountCents, DateTimeOffset at) =>
        (await till.PostAsync(
            $"{Root}/payments", new { pointOfSaleId = shop, amountCents, means = new { card } }, key: NewKey(),
            at: at)).Id();

    static string At(Guid shop) => $"{Root}/payments?pointOfSaleId={shop}&from=2026-11-30&to=2026-12-01";
}
