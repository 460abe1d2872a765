using System.Net;
using System.Net.Http.Headers;
using Caisse.Support;
using Dapper;
using static Caisse.Wallet.Tests.Fund;
using static Caisse.Wallet.Tests.MeansFund;

namespace Caisse.Wallet.Tests;

public sealed class ShowingCodesTests(Fund fund) : IClassFixture<Fund>
{
    static readonly DateTimeOffset Noon = new(2026, 10, 5, 12, 3, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_code_pays_once_within_a_minute_and_says_who_showed_it()
    {
        var at = await fund.ShoppingAsync("2026-02");
        var code = await ShowAsync(at, Noon);
        Assert.StartsWith("caisse:qr:", code, StringComparison.Ordinal);

        Assert.Equal(
            "balance 100.00, ask 20.00 in euros", await at.RefusedAsync(new { qr = code }, 12000, Noon));
        var paid = await at.PayAsync(new { qr = code }, 2000, when: Noon.AddSeconds(59));
        Assert.Equal(8000, paid.Cents("balanceCents"));
        Assert.Equal(
            "code already used at 14:03", await at.RefusedAsync(new { qr = code }, 100, Noon.AddMinutes(5)));
        var read = await fund.Treasurer.ReadAsync($"{Payments}/{paid.Id()}");
        Assert.Equal("qr", read.Text("means"));
        Assert.StartsWith("member ", read.Text("actor"), StringComparison.Ordinal);
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_code_that_is_too_old_asks_for_a_new_one_and_a_foreign_one_is_unknown()
    {
        var at = await fund.ShoppingAsync("2026-03");
        var code = await ShowAsync(at, Noon);
        Assert.Equal(
            "code expired at 14:04, ask for a new one",
            await at.RefusedAsync(new { qr = code }, 100, Noon.AddSeconds(60)));
        at.Till.DefaultRequestHeaders.AcceptLanguage.ParseAdd("fr");
        Assert.Equal(
            "code expiré à 14:04, en demander un nouveau",
            await at.RefusedAsync(new { qr = code }, 100, Noon.AddSeconds(60)));
        var unknown = await at.PayAsync(
            new { qr = "caisse:qr:AAAAAAAAAAAAAAAAAAAAAA" }, 100, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("code-unknown", unknown.ProblemType());
        await at.PayAsync(new { qr = new string('a', 201) }, 100, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Two_tills_that_read_one_code_at_the_same_instant_get_one_yes_and_one_no()
    {
        var at = await fund.ShoppingAsync("2026-04");
        var code = await ShowAsync(at, Noon);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => at.Till.SendJsonAsync(
            HttpMethod.Post, Payments,
            new { pointOfSaleId = at.Shop, means = new { qr = code }, amountCents = 100 }, NewKey(), Noon)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        var refused = await answers.First(answer => answer.StatusCode == HttpStatusCode.Conflict)
            .ShouldBeAsync(HttpStatusCode.Conflict);
        Assert.Equal("code already used at 14:03", refused.Detail());
        Assert.Equal(9900, await fund.BalanceAsync(at.Household));
    }

    [Fact]
    public async Task A_household_has_five_codes_open_and_the_oldest_end()
    {
        var at = await fund.ShoppingAsync("2026-05");
        var codes = new List<string>();
        for (var second = 0; second < 6; second++)
        {
            codes.Add(await ShowAsync(at, Noon.AddSeconds(second)));
        }
        Assert.StartsWith(
            "code expired", await at.RefusedAsync(new { qr = codes[0] }, 100, Noon.AddSeconds(6)),
            StringComparison.Ordinal);
        foreach (var code in codes.Skip(1))
        {
            await at.PayAsync(new { qr = code }, 100, when: Noon.AddSeconds(6));
        }
    }

    [Fact]
    public async Task Only_a_hash_of_a_code_is_kept_and_it_can_be_had_as_an_image()
    {
        var at = await fund.ShoppingAsync("2026-06");
        var code = await ShowAsync(at, Noon);
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>(
            "select count(*) from shown_code where encode(code_sha256, 'escape') like '%' || @code || '%'",
            new { code }));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Root}/wallets/{at.Household}/qr");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("image/svg+xml"));
        using var image = await at.Member.SendAsync(request);
        Assert.Equal("image/svg+xml", image.Content.Headers.ContentType?.MediaType);
        Assert.True(image.Headers.CacheControl!.NoStore);
        Assert.StartsWith("<svg", await image.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_shows_a_code_of_another_household_and_no_till_does()
    {
        var (at, other) = (await fund.ShoppingAsync("2026-07"), await fund.AdmitAsync());
        await at.Member.PostAsync($"{Root}/wallets/{other}/qr", null, HttpStatusCode.NotFound);
        await at.Till.PostAsync($"{Root}/wallets/{at.Household}/qr", null, HttpStatusCode.Forbidden);
        var code = await ShowAsync(at, Noon);
        var session = await at.Member.PostAsync(
            Payments,
            new { pointOfSaleId = at.Shop, means = new { qr = code }, amountCents = 100 },
            HttpStatusCode.Forbidden, NewKey());
        Assert.Equal("not-allowed", session.ProblemType());
    }

    [Fact]
    public async Task A_suspended_wallet_is_opened_by_no_code_voucher_or_receipt()
    {
        var at = await fund.ShoppingAsync("2026-08");
        var code = await ShowAsync(at, Noon);
        var vouchers =
            new { householdId = at.Household, count = 1, valueCents = 100, expiresOn = "2026-12-31" };
        var voucher = (await at.Member.PostAsync($"{Root}/vouchers", vouchers, key: NewKey(), at: Noon))
            .GetProperty("vouchers")[0].Text("serial");
        var claim = await at.Member.PostAsync($"{Root}/receipt-claims", new
        {
            householdId = at.Household,
            pointOfSaleId = at.Shop,
            boughtOn = "2026-10-01",
            file = new byte[] { 0xff, 0xd8, 0xff },
            amountCents = 100,
        }, at: Noon);
        await fund.Coordinator.PostAsync(
            $"{Root}/wallets/{at.Household}/suspension", new { reason = "moved" }, HttpStatusCode.OK,
            at: Noon.AddDays(-1));

        const string Closed = "wallet suspended since 2026-10-04: moved";
        Assert.Equal(Closed, await at.RefusedAsync(new { qr = code }, 100, Noon));
        Assert.Equal(Closed, await at.RefusedAsync(new { voucher }, 100, Noon));
        foreach (var (by, address, body) in ((HttpClient, string, object?)[])
        [
            (at.Member, $"wallets/{at.Household}/qr", null),
            (at.Member, "vouchers", vouchers),
            (fund.Treasurer, $"receipt-claims/{claim.Id()}/approval", new { }),
        ])
        {
            var refused = await by.PostAsync(
                $"{Root}/{address}", body, HttpStatusCode.Conflict, NewKey(), Noon);
            Assert.Equal(Closed, refused.Detail());
        }
        Assert.Equal(10000, await fund.BalanceAsync(at.Household));
    }

    static async Task<string> ShowAsync(Shopping at, DateTimeOffset when) =>
        (await at.Member.PostAsync(
            $"{Root}/wallets/{at.Household}/qr", null, HttpStatusCode.OK, at: when)).Text("code");
}
