using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Caisse.Support;

namespace Caisse.MerchantNetwork.Tests.Slices;

public sealed class StatementTests(StartedMerchantNetwork started) : IClassFixture<StartedMerchantNetwork>
{
    const string March = "statement?from=2026-03-01&to=2026-03-31";

    [Fact]
    public async Task Movements_are_on_the_day_they_happened_on_in_the_caisse_and_add_up()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var id = await caisse.ApplyAsync();
        var first = Paid(caisse, id, 2050, 650, "2026-02-28T23:30:00Z");
        var second = Paid(caisse, id, 1000, 0, "2026-03-31T21:59:59Z");
        await HearAsync(
            first, second, Refunded(caisse, id, first.Payments[0].PaymentId, 512, "2026-03-15T10:00:00Z"),
            Paid(caisse, id, 7777, 0, "2026-02-28T22:59:59Z"),
            Paid(caisse, id, 8888, 0, "2026-03-31T22:00:00Z"),
            Paid(caisse, await caisse.ApplyAsync(), 9999, 0, "2026-03-15T10:00:00Z"));

        var statement = await caisse.Treasurer.ReadAsync($"{caisse.Address}/points-of-sale/{id}/{March}");
        Assert.Equal(
            [("2026-03-01", 2050L, 0L, 650L), ("2026-03-15", 0L, 512L, 0L), ("2026-03-31", 1000L, 0L, 0L)],
            Movements(statement).Select(item => (
                item.GetProperty("day").GetString(), item.GetProperty("grossCents").GetInt64(),
                item.GetProperty("refundCents").GetInt64(), item.GetProperty("eurosCents").GetInt64())));
        Assert.Equal(first.Payments[0].PaymentId, Movements(statement)[1].GetProperty("paymentId").GetGuid());
        Assert.Equal((3050L, 512L, 2538L, 650L), Totals(statement));
    }

    [Fact]
    public async Task A_refund_before_its_payment_and_everything_twice_change_nothing()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var id = await caisse.ApplyAsync();
        var payment = Paid(caisse, id, 1000, 250, "2026-03-10T10:00:00Z");
        var refund = Refunded(caisse, id, payment.Payments[0].PaymentId, 400, "2026-03-11T10:00:00Z");
        await HearAsync(refund, payment, payment, refund);
        var statement = await caisse.Coordinator.ReadAsync($"{caisse.Address}/points-of-sale/{id}/{March}");
        Assert.Equal((1000L, 400L, 600L, 250L), Totals(statement));
        Assert.Equal(
            ["payment", "refund"], Movements(statement).Select(item => item.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task A_movement_may_arrive_before_its_caisse_is_known()
    {
        var caisse = new TestCaisse(started.Service, $"unheard-{Guid.CreateVersion7():N}");
        await HearAsync(Paid(caisse, Guid.CreateVersion7(), 1000, 0, "2026-03-10T10:00:00Z"));
    }

    [Fact]
    public async Task A_spreadsheet_gets_semicolons_decimal_commas_and_no_formula()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var id = await caisse.ApplyAsync(Sample.Application("=Ferme; \"Lez\""));
        var payment = Paid(caisse, id, 2050, 605, "2026-03-02T10:00:00Z");
        await HearAsync(
            payment, Refunded(caisse, id, payment.Payments[0].PaymentId, 1, "2026-03-03T10:00:00Z"));
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{caisse.Address}/points-of-sale/{id}/{March}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var response = await caisse.Treasurer.SendAsync(request);
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        const string Name = "\"'=Ferme; \"\"Lez\"\"\"";
        Assert.Equal(
            $"""
            day;pointOfSale;kind;paymentId;grossMona;refundMona;euros
            2026-03-02;{Name};payment;{payment.Payments[0].PaymentId};20,50;0,00;6,05
            2026-03-03;{Name};refund;{payment.Payments[0].PaymentId};0,00;0,01;0,00
            total;{Name};;;20,50;0,01;6,05

            """, (await response.Content.ReadAsStringAsync()).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_till_reads_the_statement_of_its_own_point_of_sale_only()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var (own, other) = (await caisse.ApplyAsync(), await caisse.ApplyAsync());
        using var till = started.Service.ClientWith(
            TestIdentity.Token([$"{caisse.Slug}:till"], pointOfSaleId: own));
        using var lost = started.Service.Client($"{caisse.Slug}:till");
        using var app = started.Service.Client($"{caisse.Slug}:merchants.read");
        using var member = started.Service.Client($"{caisse.Slug}:member");
        await till.ReadAsync($"{caisse.Address}/points-of-sale/{own}/{March}");
        await app.ReadAsync($"{caisse.Address}/points-of-sale/{own}/{March}");
        foreach (var (client, id) in new[] { (till, other), (lost, own), (member, own) })
        {
            await client.ReadAsync($"{caisse.Address}/points-of-sale/{id}/{March}", HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData("from=2026-01-01&to=2027-01-01", true)]
    [InlineData("from=2026-01-01&to=2027-01-02", false)]
    [InlineData("from=2026-03-02&to=2026-03-01", false)]
    [InlineData("from=0001-01-01&to=0001-02-01", false)]
    [InlineData("from=9999-12-01&to=9999-12-31", false)]
    public async Task A_statement_covers_at_most_366_days(string days, bool isAnswered)
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        await caisse.Treasurer.ReadAsync(
            $"{caisse.Address}/points-of-sale/{await caisse.ApplyAsync()}/statement?{days}",
            isAnswered ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
    }

    Task HearAsync(params IEvent[] events) => Task.WhenAll(events.Select(started.Service.HearAsync));

    static PaymentsCaptured Paid(
        TestCaisse caisse, Guid pointOfSaleId, long monaCents, long eurosCents, string at) => new(
        caisse.Slug,
        [
            new CapturedPayment(
                Guid.CreateVersion7(), Guid.CreateVersion7(), pointOfSaleId, monaCents, eurosCents, "card",
                TestCaisse.Instant(at)),
        ],
        TestCaisse.Instant(at));

    static PaymentRefunded Refunded(
        TestCaisse caisse, Guid pointOfSaleId, Guid paymentId, long monaCents, string at) => new(
        caisse.Slug, Guid.CreateVersion7(), paymentId, Guid.CreateVersion7(), pointOfSaleId, monaCents,
        TestCaisse.Instant(at));

    static List<JsonElement> Movements(JsonElement statement) =>
        [.. statement.GetProperty("movements").EnumerateArray()];

    static (long Gross, long Refunds, long Net, long Euros) Totals(JsonElement statement) => (
        statement.GetProperty("grossCents").GetInt64(), statement.GetProperty("refundsCents").GetInt64(),
        statement.GetProperty("netCents").GetInt64(), statement.GetProperty("eurosCents").GetInt64());
}
