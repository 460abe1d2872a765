using System.Net;
using System.Text.Json;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.Support;

namespace Caisse.MerchantNetwork.Tests.Slices;

public sealed class SettlingTests(StartedMerchantNetwork started) : IClassFixture<StartedMerchantNetwork>
{
    static readonly DateTimeOffset April = TestCaisse.Instant("2026-04-02T10:00:00Z");

    [Fact]
    public async Task The_ledger_says_what_is_owed_and_the_terms_in_force_on_the_last_day_set_the_fee()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        Guid[] ids = [await caisse.ApplyAsync(), await caisse.ApplyAsync()];
        await caisse.DecideAsync("2026-01-01", TestCaisse.Fee(200));
        await caisse.DecideAsync("2026-03-31", TestCaisse.Fee(150));
        await caisse.DecideAsync("2026-04-01", TestCaisse.Fee(900));
        var id = await RequestAsync(caisse, "2026-03-31");
        var told = await started.Service.ShouldPublishAsync<SettlementRequested>(it => it.SettlementId == id);
        Assert.Equal((caisse.Slug, new DateOnly(2026, 3, 31)), (told.Caisse, told.Until));

        await started.Service.HearAsync(Settled(caisse, id, (ids[0], 10_050, 51), (ids[1], 333, 0)));
        var settlement = await ReadAsync(caisse, id);
        Assert.Equal(("issued", "2026-03-31", 150), (
            settlement.GetProperty("state").GetString(), settlement.GetProperty("until").GetString(),
            settlement.GetProperty("feeBasisPoints").GetInt32()));
        Assert.Equal((10_383L, 51L, 149L + 4L, 9_850L + 329L), Sums(settlement));
        Assert.Equal(
            [(ids[0], 10_050L, 51L, 149L, 9_850L), (ids[1], 333L, 0L, 4L, 329L)],
            settlement.GetProperty("lines").EnumerateArray().Select(line => (
                line.GetProperty("pointOfSaleId").GetGuid(), line.GetProperty("grossCents").GetInt64(),
                line.GetProperty("refundsCents").GetInt64(), line.GetProperty("feeCents").GetInt64(),
                line.GetProperty("netCents").GetInt64())));
        var issued = await started.Service.ShouldPublishAsync<SettlementIssued>(it => it.SettlementId == id);
        Assert.Equal(
            Sums(settlement), (issued.GrossCents, issued.RefundsCents, issued.FeeCents, issued.NetCents));
    }

    [Fact]
    public async Task Where_no_decision_set_terms_everything_is_paid_out()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var pointOfSaleId = await caisse.ApplyAsync();
        var id = await RequestAsync(caisse, "2026-03-31");
        await started.Service.HearAsync(Settled(caisse, id, (pointOfSaleId, 1001, 1)));
        Assert.Equal((1001L, 1L, 0L, 1000L), Sums(await ReadAsync(caisse, id)));
    }

    [Fact]
    public async Task Heard_twice_a_settlement_is_issued_once()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var pointOfSaleId = await caisse.ApplyAsync();
        var id = await RequestAsync(caisse, "2026-03-31");
        var settled = Settled(caisse, id, (pointOfSaleId, 1000, 0));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => started.Service.HearAsync(settled)));
        await started.Service.HearAsync(Settled(caisse, id, (pointOfSaleId, 5000, 0)));
        Assert.Equal((1000L, 0L, 0L, 1000L), Sums(await ReadAsync(caisse, id)));
        Assert.Single(
            await started.Service.PublishedAsync<SettlementIssued>(), issued => issued.SettlementId == id);
    }

    [Fact]
    public async Task One_settlement_at_a_time()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var first = await RequestAsync(caisse, "2026-03-31");
        var refused = await PostAsync(
            caisse, "2026-04-01", Guid.NewGuid().ToString(), HttpStatusCode.Conflict);
        Assert.Equal("settlement-in-progress", refused.ProblemType());
        Assert.Equal(first, refused.GetProperty("settlementId").GetGuid());
        await started.Service.HearAsync(Settled(caisse, first));
        await RequestAsync(caisse, "2026-04-01");
        await RequestAsync(await TestCaisse.FoundAsync(started.Service), "2026-03-31");
    }

    [Fact]
    public async Task Of_ten_requests_at_the_same_instant_one_is_taken()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async number =>
        {
            using var response = await caisse.Treasurer.SendJsonAsync(
                HttpMethod.Post, $"{caisse.Address}/settlements", new { until = "2026-03-31" },
                $"key {number}", April);
            return response.StatusCode;
        }));
        Assert.Single(statuses, HttpStatusCode.Accepted);
        Assert.Equal(9, statuses.Count(status => status == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task The_last_day_may_be_today_in_the_caisse_and_no_later()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service, "Pacific/Auckland");
        var noon = TestCaisse.Instant("2026-03-31T12:00:00Z");
        var refused = await PostAsync(
            caisse, "2026-04-02", "tomorrow", HttpStatusCode.UnprocessableEntity, noon);
        Assert.Equal("until-in-the-future", refused.ProblemType());
        Assert.Equal("2026-04-01", refused.GetProperty("today").GetString());
        await PostAsync(caisse, "2026-04-01", "today", HttpStatusCode.Accepted, noon);
    }

    [Fact]
    public async Task The_same_key_asks_once_however_often_and_at_once()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            PostAsync(caisse, "2026-03-31", "one key", HttpStatusCode.Accepted)));
        var id = Assert.Single(answers.Select(answer => answer.Id()).Distinct());
        await started.Service.HearAsync(Settled(caisse, id));
        Assert.Equal(id, (await PostAsync(caisse, "2026-03-31", "one key", HttpStatusCode.Accepted)).Id());
        Assert.Single(
            await started.Service.PublishedAsync<SettlementRequested>(), it => it.Caisse == caisse.Slug);
        var reused = await PostAsync(caisse, "2026-03-30", "one key", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("idempotency-key-reused", reused.ProblemType());
        await caisse.Treasurer.PostAsync(
            $"{caisse.Address}/settlements", new { until = "2026-03-31" }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Settlements_are_listed_the_newest_first_and_their_lines_page_by_page()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        Guid[] ids = [await caisse.ApplyAsync(), await caisse.ApplyAsync(), await caisse.ApplyAsync()];
        var settlements = new List<Guid>();
        foreach (var until in new[] { "2026-01-31", "2026-02-28", "2026-03-31" })
        {
            settlements.Add(await RequestAsync(caisse, until));
            await started.Service.HearAsync(
                Settled(caisse, settlements[^1], (ids[0], 10, 0), (ids[1], 20, 0), (ids[2], 30, 0)));
        }
        using var app = started.Service.Client($"{caisse.Slug}:merchants.read");
        var newest = await app.ReadAsync($"{caisse.Address}/settlements?limit=2");
        var oldest = await app.ReadAsync(
            $"{caisse.Address}/settlements?after={newest.GetProperty("next").GetString()}");
        Assert.Equal(
            Enumerable.Reverse(settlements),
            Both(newest, oldest, "items").Select(item => item.Id()));
        var address = $"{caisse.Address}/settlements/{settlements[0]}";
        var some = await app.ReadAsync($"{address}?limit=2");
        var rest = await app.ReadAsync($"{address}?after={some.GetProperty("next").GetString()}");
        Assert.Equal(
            ids, Both(some, rest, "lines").Select(line => line.GetProperty("pointOfSaleId").GetGuid()));
        Assert.Equal(60L, rest.GetProperty("netCents").GetInt64());
    }

    static IEnumerable<JsonElement> Both(JsonElement first, JsonElement second, string list) =>
        first.GetProperty(list).EnumerateArray().Concat(second.GetProperty(list).EnumerateArray());

    static async Task<Guid> RequestAsync(TestCaisse caisse, string until) =>
        (await PostAsync(caisse, until, Guid.NewGuid().ToString(), HttpStatusCode.Accepted)).Id();

    static Task<JsonElement> PostAsync(
        TestCaisse caisse, string until, string key, HttpStatusCode expected, DateTimeOffset? at = null) =>
        caisse.Treasurer.PostAsync(
            $"{caisse.Address}/settlements", new { until }, expected, key, at ?? April);

    static Task<JsonElement> ReadAsync(TestCaisse caisse, Guid id) =>
        caisse.Treasurer.ReadAsync($"{caisse.Address}/settlements/{id}");

    static PointsOfSaleSettled Settled(
        TestCaisse caisse, Guid id, params (Guid Id, long Gross, long Refunds)[] lines) => new(
        caisse.Slug, id,
        [.. lines.Select(line => new SettledPointOfSale(
            line.Id, line.Gross, line.Refunds, line.Gross - line.Refunds))],
        lines.Sum(line => line.Gross - line.Refunds), April);

    static (long Gross, long Refunds, long Fee, long Net) Sums(JsonElement settlement) => (
        settlement.GetProperty("grossCents").GetInt64(), settlement.GetProperty("refundsCents").GetInt64(),
        settlement.GetProperty("feeCents").GetInt64(), settlement.GetProperty("netCents").GetInt64());
}
