using System.Net;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.Support;
using Caisse.Wallet.Domain;
using Dapper;
using static Caisse.Wallet.Tests.Fund;
using static Caisse.Wallet.Tests.MeansFund;
using static Caisse.Wallet.Tests.VoucherFund;

namespace Caisse.Wallet.Tests;

/// <summary>Vouchers out of a household's wallet, and what is true of all.</summary>
public sealed class VoucherTests(Fund fund) : IClassFixture<Fund>
{
    const int FewestKilled = 20;

    [Fact]
    public async Task Vouchers_out_of_a_wallet_hold_their_value_and_make_no_MonA()
    {
        var at = await fund.ShoppingAsync("2026-02");
        var before = await fund.Treasurer.ReadAsync($"{Root}/ledger/check");
        var issued = await IssueAsync(at.Member, at.Household, 3, 1000);
        Assert.Equal((10000, 7000), await fund.WalletAsync(at.Household));

        var serial = SerialOf(issued, 0);
        Assert.Equal(
            "voucher of 10.00: the purchase must be at least 10.00",
            await at.RefusedAsync(new { voucher = serial }, 999, Now));
        var paid = await at.PayAsync(new { voucher = serial.ToLowerInvariant() }, 1250, when: Now);
        Assert.Equal((1000, 250), (paid.Cents("monaCents"), paid.Cents("eurosCents")));
        Assert.Equal((9000, 7000), await fund.WalletAsync(at.Household));
        Assert.Equal(
            "voucher redeemed on 2026-11-21 at 10:31",
            await at.RefusedAsync(new { voucher = serial }, 1000, Now.AddDays(9)));

        var entry = (await fund.Treasurer.ReadAsync($"{Root}/wallets/{at.Household}/entries"))
            .GetProperty("items")[1];
        Assert.Equal(("voucher", -1000), (entry.Text("kind"), entry.Cents("amountCents")));
        var after = await fund.Treasurer.ReadAsync($"{Root}/ledger/check");
        Assert.Equal(before.Cents("issuedCents"), after.Cents("issuedCents"));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Fifty_redemptions_of_one_voucher_at_once_pay_it_once()
    {
        var at = await fund.ShoppingAsync("2026-03");
        var (other, otherTill) = await fund.AccreditAsync();
        var serial = SerialOf(await IssueAsync(at.Member, at.Household, 1, 1000), 0);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => number % 2 == 0
            ? TryRedeemAsync(at.Till, at.Shop, serial)
            : TryRedeemAsync(otherTill, other, serial)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            var refused = await answer.ShouldBeAsync(HttpStatusCode.Conflict);
            Assert.Equal("voucher redeemed on 2026-11-21 at 10:31", refused.Detail());
        }
        Assert.Equal((9000, 9000), await fund.WalletAsync(at.Household));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_voucher_is_redeemed_once_while_connections_are_killed_under_the_writer()
    {
        var at = await fund.ShoppingAsync("2027-01");
        var issued = await IssueAsync(at.Member, at.Household, 10, 1000);
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        var killed = 0;
        var redeeming = Task.WhenAll(
            from place in Enumerable.Range(0, 10)
            from _ in Enumerable.Range(0, 6)
            select RedeemThroughOutagesAsync(at, SerialOf(issued, place), () => killed >= FewestKilled));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (killed < FewestKilled && await pause.WaitForNextTickAsync())
        {
            killed += await connection.ExecuteScalarAsync<int>(
                """
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
                """);
        }
        Assert.Equal(10, (await redeeming).Count(status => status == HttpStatusCode.Created));
        fund.Service.ForgetConnections();
        Assert.Equal((0, 0), await fund.WalletAsync(at.Household));
        Assert.All(await fund.StatesAsync(issued.Id()), state => Assert.Equal("redeemed", state));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task The_same_request_prints_the_same_serials_and_none_is_ever_kept()
    {
        var at = await fund.ShoppingAsync("2026-04");
        var key = NewKey();
        var issued = await IssueAsync(at.Member, at.Household, 2, 1000, key: key);
        var again = await IssueAsync(at.Member, at.Household, 2, 1000, key: key);
        Assert.Equal(issued.ToString(), again.ToString());
        Assert.Equal((10000, 8000), await fund.WalletAsync(at.Household));

        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        foreach (var table in (string[])["idempotency", "voucher", "voucher_batch", "audit", "outbox"])
        {
            var rows = await connection.QueryAsync<string>($"select {table}::text from {table}");
            Assert.DoesNotContain(rows, row => row.Contains(SerialOf(issued, 0), StringComparison.Ordinal));
        }
        var hashes = await connection.QueryAsync<byte[]>("select serial_sha256 from voucher");
        Assert.Contains(VoucherSerial.Hash(SerialOf(issued, 0)), hashes);
    }

    [Fact]
    public async Task A_wallet_gives_no_more_vouchers_than_it_holds_also_when_asked_many_times_at_once()
    {
        var at = await fund.ShoppingAsync("2026-05");
        var tooMany = await IssueAsync(at.Member, at.Household, 11, 1000, HttpStatusCode.Conflict);
        Assert.Equal("balance 100.00, 10.00 too little for 11 x 10.00", tooMany.Detail());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            at.Member.SendJsonAsync(
                HttpMethod.Post, Vouchers, Request(at.Household, 1, 1000), NewKey(), Now)));
        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal((10000, 0), await fund.WalletAsync(at.Household));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_cancelled_voucher_gives_its_value_back_and_says_when()
    {
        var at = await fund.ShoppingAsync("2026-06");
        var issued = await IssueAsync(at.Member, at.Household, 2, 1000);
        var cancelled = issued.GetProperty("vouchers")[0];
        await fund.Coordinator.PostAsync(
            $"{Vouchers}/{cancelled.Id()}/cancellation", null, HttpStatusCode.OK, at: Now);
        Assert.Equal((10000, 9000), await fund.WalletAsync(at.Household));
        Assert.Equal(
            "voucher cancelled on 2026-11-21",
            await at.RefusedAsync(new { voucher = cancelled.Text("serial") }, 1000, Now));
        await fund.Coordinator.PostAsync(
            $"{Vouchers}/{cancelled.Id()}/cancellation", null, HttpStatusCode.Conflict, at: Now);

        await at.PayAsync(new { voucher = SerialOf(issued, 1) }, 1000, when: Now);
        var late = await fund.Coordinator.PostAsync(
            $"{Vouchers}/{issued.GetProperty("vouchers")[1].Id()}/cancellation", null,
            HttpStatusCode.Conflict, at: Now);
        Assert.Equal("voucher-redeemed", late.ProblemType());
        Assert.Equal(["cancelled", "redeemed"], await fund.StatesAsync(issued.Id()));
    }

    [Fact]
    public async Task A_voucher_is_good_on_its_last_day_and_what_it_held_is_free_once_it_has_expired()
    {
        var at = await fund.ShoppingAsync("2026-07");
        var issued = await IssueAsync(at.Member, at.Household, 2, 1000, expiresOn: Today.AddDays(1));
        // In Paris, the day ends an hour earlier than it does at Greenwich.
        var end = new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero);
        await at.PayAsync(new { voucher = SerialOf(issued, 0) }, 1000, when: end.AddMinutes(-1));
        Assert.Equal(
            "voucher expired on 2026-11-22",
            await at.RefusedAsync(new { voucher = SerialOf(issued, 1) }, 1000, end));

        await fund.ExpireVouchersAsync();
        Assert.Equal((9000, 8000), await fund.WalletAsync(at.Household));
        await fund.TellTimeHasPassedAsync(issued.Id());
        await fund.ExpireVouchersAsync();
        Assert.Equal((9000, 9000), await fund.WalletAsync(at.Household));
        Assert.Equal(["redeemed", "expired"], await fund.StatesAsync(issued.Id()));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_shop_is_reimbursed_for_vouchers_like_for_any_payment()
    {
        var at = await fund.ShoppingAsync("2026-11");
        var serial = SerialOf(await IssueAsync(at.Member, at.Household, 1, 1000), 0);
        await at.PayAsync(new { voucher = serial }, 1500, when: Now);
        var settlementId = Guid.CreateVersion7();
        await fund.Service.HearAsync(new SettlementRequested(Fund.Caisse, settlementId, Today, Now));
        var settled = await fund.Service.ShouldPublishAsync<PointsOfSaleSettled>(
            one => one.SettlementId == settlementId);
        Assert.Contains(new SettledPointOfSale(at.Shop, 1000, 0, 1000), settled.Lines);
    }

    [Fact]
    public async Task A_mistyped_serial_an_unknown_one_and_a_voucher_in_a_session_are_told_apart()
    {
        var at = await fund.ShoppingAsync("2026-12");
        var mistyped = await at.PayAsync(
            new { voucher = "0000-0000-0001" }, 1000, HttpStatusCode.UnprocessableEntity, Now);
        Assert.Equal("voucher-mistyped", mistyped.ProblemType());
        var unknown = await at.PayAsync(
            new { voucher = "0000-0000-0000" }, 1000, HttpStatusCode.UnprocessableEntity, Now);
        Assert.Equal("voucher-unknown", unknown.ProblemType());
        await at.Member.PostAsync(
            Payments,
            new { pointOfSaleId = at.Shop, means = new { voucher = "0000-0000-0000" }, amountCents = 1000 },
            HttpStatusCode.Forbidden, NewKey());
        await at.Till.PostAsync(
            Payments,
            new
            {
                pointOfSaleId = at.Shop,
                means = new { voucher = "0000-0000-0000" },
                amountCents = 1000,
                capture = false,
            }, HttpStatusCode.BadRequest, NewKey());
    }

    [Theory]
    [InlineData(0, 1000, 1, "count")]
    [InlineData(201, 1000, 1, "count")]
    [InlineData(1, 0, 1, "valueCents")]
    [InlineData(200, 5_000_001, 1, "valueCents")]
    [InlineData(1, 1000, -1, "expiresOn")]
    [InlineData(1, 1000, 800, "expiresOn")]
    public async Task Malformed_batches_are_named_and_change_nothing(
        int count, long valueCents, int inDays, string named)
    {
        var household = await fund.AdmitAsync();
        var problem = await IssueAsync(
            fund.Coordinator, household, count, valueCents, HttpStatusCode.BadRequest,
            expiresOn: Today.AddDays(inDays));
        Assert.Contains(named, problem.Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_household_neither_issues_nor_sees()
    {
        var (household, person) = (await fund.AdmitAsync(), Guid.CreateVersion7());
        using var stranger = fund.Session("member", person);
        await IssueAsync(stranger, household, 1, 1000, HttpStatusCode.NotFound);
        await IssueAsync(stranger, null, 1, 1000, HttpStatusCode.Forbidden);
        await IssueAsync(fund.Coordinator, Guid.CreateVersion7(), 1, 1000, HttpStatusCode.NotFound);
        await stranger.ReadAsync($"{Vouchers}?batch={Guid.CreateVersion7()}", HttpStatusCode.NotFound);
    }

    static Task<HttpResponseMessage> TryRedeemAsync(
        HttpClient till, Guid shop, string serial, string? key = null) =>
        till.SendJsonAsync(
            HttpMethod.Post, Payments,
            new { pointOfSaleId = shop, means = new { voucher = serial }, amountCents = 1000 },
            key ?? NewKey(), Now);

    /// <summary>
    /// A till in doubt sends the same request again, with the same key, until there were enough outages.
    /// </summary>
    static async Task<HttpStatusCode> RedeemThroughOutagesAsync(
        Shopping at, string serial, Func<bool> wereEnough)
    {
        var key = NewKey();
        HttpStatusCode status;
        do
        {
            using var answer = await TryRedeemAsync(at.Till, at.Shop, serial, key);
            status = answer.StatusCode;
        }
        while (status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError
            || !wereEnough());
        return status;
    }
}
