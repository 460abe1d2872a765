using System.Net;
using Caisse.Rules;
using Caisse.Support;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

public sealed class RefusalTests(Fund fund) : IClassFixture<Fund>
{
    const string Payments = $"{Fund.Root}/payments";

    static readonly DateTimeOffset Noon = new(2026, 10, 5, 11, 50, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_blocked_card_a_locked_pin_and_a_suspended_shop_are_said_in_words()
    {
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var (cardId, token) = await fund.CardAsync(household, "1234");
        Task<string> RefuseAsync(string? pin, DateTimeOffset at) => ReasonAsync(till, shop, token, pin, at);

        Assert.Equal("ask for the PIN", await RefuseAsync(null, Noon));
        Assert.Equal("wrong PIN, 2 tries left", await RefuseAsync("0000", Noon));
        Assert.Equal("wrong PIN, 1 try left", await RefuseAsync("0001", Noon));
        Assert.Equal("PIN locked until 14:05", await RefuseAsync("0002", Noon));
        Assert.Equal("PIN locked until 14:05", await RefuseAsync("1234", Noon.AddMinutes(14)));
        Assert.Equal("balance 0.00, ask 10.00 in euros", await RefuseAsync("1234", Noon.AddMinutes(16)));

        await fund.Coordinator.PostAsync($"{Fund.Root}/cards/{cardId}/block", null, HttpStatusCode.OK);
        Assert.Equal("card blocked", await RefuseAsync("1234", Noon.AddHours(1)));

        await fund.StandAsync(shop, "suspended", new DateOnly(2026, 10, 7), 2);
        Assert.Equal("card blocked", await RefuseAsync("1234", Noon.AddDays(1)));
        Assert.Equal("suspended since 2026-10-07", await RefuseAsync("1234", Noon.AddDays(2)));
    }

    [Fact]
    public async Task A_till_may_not_charge_for_another_shop_nor_without_a_card()
    {
        var household = await fund.AdmitAsync();
        var (shop, _) = await fund.AccreditAsync();
        var (_, otherTill) = await fund.AccreditAsync();
        var card = await fund.CardAsync(household);
        var elsewhere = await otherTill.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card = card.Token }, amountCents = 100 },
            HttpStatusCode.Forbidden, NewKey());
        Assert.Equal("not-your-point-of-sale", elsewhere.ProblemType());
        using var till =
            fund.Service.ClientWith(TestIdentity.Token([$"{Fund.Caisse}:till"], pointOfSaleId: shop));
        await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { household }, amountCents = 100 },
            HttpStatusCode.Forbidden, NewKey());
    }

    [Fact]
    public async Task A_member_pays_from_their_own_wallet_and_no_other()
    {
        var member = Guid.CreateVersion7();
        var (own, other) = (await fund.AdmitAsync(member), await fund.AdmitAsync());
        var (shop, _) = await fund.AccreditAsync();
        await fund.AllocateAsync("2026-09", (own, [30]));
        using var session =
            fund.Service.ClientWith(TestIdentity.Token([$"{Fund.Caisse}:member"], memberId: member));
        await session.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { household = own }, amountCents = 100 },
            key: NewKey());
        var refused = await session.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { household = other }, amountCents = 100 },
            HttpStatusCode.Forbidden, NewKey());
        Assert.Equal("not-your-wallet", refused.ProblemType());
        await session.ReadAsync($"{Fund.Root}/wallets/{other}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Decided_rates_split_a_basket_between_MonA_and_euros()
    {
        await fund.DecideAsync(
            SetCategoryRates.Kind, new SetCategoryRates([new("two hearts", 70), new("one heart", 30)]),
            new DateOnly(2026, 11, 1));
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var card = await fund.CardAsync(household);
        await fund.AllocateAsync("2026-11", (household, [30]));
        object[] basket =
        [
            new { category = "three hearts", amountCents = 1200 },
            new { category = "two hearts", amountCents = 1000 },
            new { category = "one heart", amountCents = 500 },
        ];
        var paid = await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card = card.Token }, basket }, key: NewKey(),
            at: Noon.AddMonths(1));
        Assert.Equal(
            (2050, 650),
            (paid.GetProperty("monaCents").GetInt64(), paid.GetProperty("eurosCents").GetInt64()));
    }

    [Theory]
    [InlineData("""{"pointOfSaleId": "ID", "means": {"card": "x"}}""", "amountCents")]
    [InlineData("""{"pointOfSaleId": "ID", "means": {"card": "x"}, "amountCents": 0}""", "amountCents")]
    [InlineData("""{"pointOfSaleId": "ID", "means": {"card": "x"}, "amountCents": -5}""", "amountCents")]
    [InlineData("""{"pointOfSaleId": "ID", "means": {"card": "x"}, "amountCents": 1.5}""", "$.amountCents")]
    [InlineData("""{"pointOfSaleId": "ID", "means": {"card": "x"}, "amountCents": "5"}""", "$.amountCents")]
    [InlineData(
        """{"pointOfSaleId": "ID", "means": {"card": "x"}, "amountCents": 99999999999999999999}""",
        "$.amountCents")]
    [InlineData("""{"pointOfSaleId": "ID", "means": {}, "amountCents": 5}""", "means")]
    [InlineData(
        """{"pointOfSaleId": "ID", "means": {"card": "x", "household": "ID"}, "amountCents": 5}""",
        "means")]
    [InlineData("""{"pointOfSaleId": "x", "means": {"card": "x"}, "amountCents": 5}""", "$.pointOfSaleId")]
    [InlineData("""{"pointOfSaleId": "ID", "means": {"card": "x"}, "basket": []}""", "basket")]
    [InlineData(
        """{"pointOfSaleId": "ID", "means": {"card": "x"}, "basket": """
        + """[{"category": "a\u0000", "amountCents": 5}]}""",
        "basket.category")]
    [InlineData(
        """{"pointOfSaleId": "ID", "means": {"card": "x"}, "amountCents": 5, "hold": true}""",
        "hold")]
    [InlineData("""{"pointOfSaleId": "ID", "means": {"card": "x"}, "basket": [null]}""", "basket")]
    public async Task Malformed_payments_are_named_and_change_nothing(string body, string named)
    {
        var (shop, till) = await fund.AccreditAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Payments);
        request.Content = new StringContent(
            body.Replace("ID", shop.ToString(), StringComparison.Ordinal), System.Text.Encoding.UTF8,
            "application/json");
        request.Headers.Add("Idempotency-Key", NewKey());
        using var response = await till.SendAsync(request);
        var problem = await response.ShouldBeAsync(HttpStatusCode.BadRequest);
        Assert.Contains(named, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_things_are_named()
    {
        var (shop, till) = await fund.AccreditAsync();
        var card = await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card = "no such card" }, amountCents = 5 },
            HttpStatusCode.UnprocessableEntity, NewKey());
        Assert.Equal("card-unknown", card.ProblemType());
        await till.PostAsync(
            $"{Payments}/{Guid.NewGuid()}/refunds", new { }, HttpStatusCode.NotFound, NewKey());
        await fund.Treasurer.ReadAsync($"{Fund.Root}/wallets/{Guid.NewGuid()}", HttpStatusCode.NotFound);
        await fund.Treasurer.ReadAsync(
            $"{Fund.Root}/allocation-runs/{Guid.NewGuid()}", HttpStatusCode.NotFound);
        await fund.Treasurer.ReadAsync(
            $"{Fund.Root}/allocation-runs/{Guid.NewGuid()}/allocations", HttpStatusCode.NotFound);
        await fund.Treasurer.ReadAsync(
            $"{Fund.Root}/wallets/{Guid.NewGuid()}/allocations", HttpStatusCode.NotFound);
        await fund.Coordinator.PostAsync(
            $"{Fund.Root}/cards", new { householdId = Guid.NewGuid() }, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("POST", "/allocation-runs")]
    [InlineData("GET", "/allocation-runs/00000000-0000-7000-8000-000000000001")]
    [InlineData("GET", "/allocation-runs/00000000-0000-7000-8000-000000000001/allocations")]
    [InlineData("POST", "/allocation-runs?dryRun=true")]
    [InlineData("POST", "/cards")]
    [InlineData("POST", "/cards/00000000-0000-7000-8000-000000000001/block")]
    [InlineData("POST", "/cards/00000000-0000-7000-8000-000000000001/pin")]
    [InlineData("POST", "/payments")]
    [InlineData("GET", "/payments/00000000-0000-7000-8000-000000000001")]
    [InlineData("POST", "/payments/00000000-0000-7000-8000-000000000001/refunds")]
    [InlineData("GET", "/wallets/00000000-0000-7000-8000-000000000001")]
    [InlineData("GET", "/wallets/00000000-0000-7000-8000-000000000001/entries")]
    [InlineData("GET", "/wallets/00000000-0000-7000-8000-000000000001/allocations")]
    [InlineData("POST", "/supplements")]
    [InlineData("GET", "/supplements")]
    [InlineData("GET", "/supplements/00000000-0000-7000-8000-000000000001")]
    [InlineData("POST", "/supplements/00000000-0000-7000-8000-000000000001/approval")]
    [InlineData("POST", "/supplements/00000000-0000-7000-8000-000000000001/rejection")]
    [InlineData("POST", "/corrections")]
    [InlineData("GET", "/corrections")]
    [InlineData("GET", "/corrections/00000000-0000-7000-8000-000000000001")]
    [InlineData("POST", "/corrections/00000000-0000-7000-8000-000000000001/approval")]
    [InlineData("POST", "/corrections/00000000-0000-7000-8000-000000000001/rejection")]
    [InlineData("POST", "/expiry-runs")]
    [InlineData("GET", "/expiry-runs/00000000-0000-7000-8000-000000000001")]
    [InlineData("POST", "/wallets/00000000-0000-7000-8000-000000000001/suspension")]
    [InlineData("POST", "/wallets/00000000-0000-7000-8000-000000000001/reopening")]
    [InlineData("GET", "/ledger/check")]
    public async Task Another_caisses_token_gets_404(string method, string path)
    {
        using var other = fund.Service.Client("lyon:treasurer", "lyon:coordinator", "lyon:till");
        using var response = await other.SendJsonAsync(
            new HttpMethod(method), Fund.Root + path, method == "POST" ? new { } : null, NewKey());
        await response.ShouldBeAsync(HttpStatusCode.NotFound);
    }

    static async Task<string> ReasonAsync(
        HttpClient till, Guid shop, string card, string? pin, DateTimeOffset at)
    {
        var body = new { pointOfSaleId = shop, means = new { card, pin }, amountCents = 1000 };
        var problem = await till.PostAsync(Payments, body, HttpStatusCode.Conflict, NewKey(), at);
        return problem.GetProperty("detail").GetString()!;
    }
}
