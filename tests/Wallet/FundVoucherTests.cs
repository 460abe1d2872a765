using System.Net;
using System.Text.Json;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Caisse.Wallet.IssuingVouchers;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using static Caisse.Wallet.Tests.Fund;
using static Caisse.Wallet.Tests.MeansFund;
using static Caisse.Wallet.Tests.VoucherFund;

namespace Caisse.Wallet.Tests;

/// <summary>Vouchers that the fund itself issues.</summary>
public sealed class FundVoucherTests(Fund fund) : IClassFixture<Fund>
{
    [Fact]
    public async Task The_fund_issues_vouchers_once_their_euros_are_set_aside()
    {
        var at = await fund.ShoppingAsync("2026-08");
        var freedBefore = (await fund.Service.PublishedAsync<WalletsExpired>()).Sum(one => one.TotalCents);
        var batch = await IssueByFundAsync(5, 1000);
        Assert.Equal(
            "voucher not valid yet: the fund has not set its value aside",
            await at.RefusedAsync(new { voucher = SerialOf(batch, 0) }, 1000, Now));

        await fund.ReserveAsync(batch.Id());
        var completed = await fund.Service.ShouldPublishAsync<AllocationRunCompleted>(
            done => done.RunId == batch.Id());
        Assert.Equal(5000, completed.TotalCents);
        await at.PayAsync(new { voucher = SerialOf(batch, 0) }, 1000, when: Now);
        Assert.Equal((4000, 0), await fund.AccountOfAsync(batch.Id()));

        await fund.Coordinator.PostAsync(
            $"{Vouchers}/{batch.GetProperty("vouchers")[1].Id()}/cancellation", null, HttpStatusCode.OK,
            at: Now);
        Assert.Equal((3000, 0), await fund.AccountOfAsync(batch.Id()));
        await fund.TellTimeHasPassedAsync(batch.Id());
        await fund.ExpireVouchersAsync();
        Assert.Equal((0, 0), await fund.AccountOfAsync(batch.Id()));
        var freed = (await fund.Service.PublishedAsync<WalletsExpired>()).Sum(one => one.TotalCents);
        Assert.Equal(4000, freed - freedBefore);
        await fund.Treasurer.ReadAsync($"{Root}/wallets/{batch.Id()}", HttpStatusCode.NotFound);
        var proof = await fund.Treasurer.ReadAsync($"{Root}/ledger/check");
        Assert.Equal(freed, proof.Cents("expiredCents"));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Refused_vouchers_of_the_fund_say_what_is_missing_and_never_pay()
    {
        var at = await fund.ShoppingAsync("2026-09");
        var batch = await IssueByFundAsync(2, 1000);
        for (var time = 0; time < 2; time++)
        {
            await fund.Service.HearAsync(
                new FundsRefused(Fund.Caisse, batch.Id(), 2000, 150, Now));
        }
        var read = await fund.Treasurer.ReadAsync($"{Batches}/{batch.Id()}");
        Assert.Equal(("refused", 150), (read.Text("state"), read.Cents("shortfallCents")));
        Assert.StartsWith(
            "voucher cancelled on", await at.RefusedAsync(new { voucher = SerialOf(batch, 0) }, 1000, Now),
            StringComparison.Ordinal);
        await fund.Service.HearAsync(new FundsReserved(Fund.Caisse, batch.Id(), 2000, Now));
        await fund.Treasurer.ReadAsync($"{Root}/wallets/{batch.Id()}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Vouchers_of_the_fund_above_the_decided_amount_need_a_second_person()
    {
        await fund.DecideAsync(
            SetPaymentRules.Kind, new SetPaymentRules(SecondPersonAboveCents: 5000),
            new DateOnly(2026, 11, 1));
        Assert.Equal("reserving", (await IssueAsync(fund.Treasurer, null, 1, 5000)).Text("state"));
        var batch = await IssueAsync(fund.Treasurer, null, 1, 5001);
        Assert.Equal("awaiting_second_person", batch.Text("state"));
        var alone = await fund.Treasurer.PostAsync(
            $"{Batches}/{batch.Id()}/approval", null, HttpStatusCode.Conflict, NewKey(), Now);
        Assert.Equal("second-person-required", alone.ProblemType());
        Assert.DoesNotContain(
            await fund.Service.PublishedAsync<FundsReservationRequested>(),
            request => request.RunId == batch.Id());

        var approved = await AgreeAsync(batch.Id());
        Assert.Equal("reserving", approved.Text("state"));
        var listed = await fund.Treasurer.ReadAsync($"{Batches}?state=reserving");
        Assert.Contains(listed.GetProperty("items").EnumerateArray(), one => one.Id() == batch.Id());
        await IssueAsync(fund.Coordinator, null, 1, 100, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Rejected_vouchers_of_the_fund_never_become_valid()
    {
        var at = await fund.ShoppingAsync("2027-02");
        var batch = await IssueAsync(fund.Treasurer, null, 1, 1_000_000);
        using var second = SecondPerson();
        await second.PostAsync(
            $"{Batches}/{batch.Id()}/rejection", null, HttpStatusCode.OK, at: Now);
        Assert.Equal(
            "voucher cancelled on 2026-11-21",
            await at.RefusedAsync(new { voucher = SerialOf(batch, 0) }, 100, Now));
        var late = await second.PostAsync(
            $"{Batches}/{batch.Id()}/approval", null, HttpStatusCode.Conflict, NewKey(), Now);
        Assert.Equal("already-decided", late.ProblemType());
    }

    [Fact]
    public async Task A_refunded_voucher_of_the_fund_goes_back_to_the_fund_once_its_batch_is_over()
    {
        var at = await fund.ShoppingAsync("2026-10");
        var batch = await IssueByFundAsync(1, 1000);
        await fund.ReserveAsync(batch.Id());
        var paid = await at.PayAsync(new { voucher = SerialOf(batch, 0) }, 1000, when: Now);
        await at.Till.PostAsync($"{Payments}/{paid.Id()}/refunds", new { }, key: NewKey(), at: Now);
        Assert.Equal((1000, 1000), await fund.AccountOfAsync(batch.Id()));
        var proof = await fund.Treasurer.ReadAsync($"{Root}/ledger/check");
        Assert.InRange(proof.Cents("outstandingVouchersCents"), 1000, long.MaxValue);
        await fund.ExpireVouchersAsync();
        Assert.Equal((0, 0), await fund.AccountOfAsync(batch.Id()));
        await fund.ShouldBalanceAsync();
    }

    /// <summary>Both have seen that there is something to return, and wait for the ledger.</summary>
    [Fact]
    public async Task Two_instances_that_return_the_same_refund_return_it_once_and_neither_fails()
    {
        var at = await fund.ShoppingAsync("2026-11");
        var batch = await IssueByFundAsync(1, 1000);
        await fund.ReserveAsync(batch.Id());
        var paid = await at.PayAsync(new { voucher = SerialOf(batch, 0) }, 1000, when: Now);
        await at.Till.PostAsync($"{Payments}/{paid.Id()}/refunds", new { }, key: NewKey(), at: Now);
        var freedBefore = (await fund.Service.PublishedAsync<WalletsExpired>()).Sum(one => one.TotalCents);
        var worker = fund.Service.Services.GetRequiredService<ExpireVouchers>();
        var caisse = await fund.Service.Services.GetRequiredService<Caisses>()
            .FindAsync(Fund.Caisse, CancellationToken.None);

        Task[] returning;
        await using (var connection = await fund.Service.Database.OpenConnectionAsync())
        {
            await using var ledger = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync(
                "select pg_advisory_xact_lock(hashtextextended('ledger ' || @Caisse, 0))",
                new { Fund.Caisse });
            returning =
            [
                .. Enumerable.Range(0, 2)
                    .Select(_ => worker.ReturnRefundsAsync(caisse!, CancellationToken.None)),
            ];
            await fund.SomeoneWaitsAsync(2);
        }
        await Task.WhenAll(returning);
        Assert.Equal((0, 0), await fund.AccountOfAsync(batch.Id()));
        var freed = (await fund.Service.PublishedAsync<WalletsExpired>()).Sum(one => one.TotalCents);
        Assert.Equal(1000, freed - freedBefore);
        await fund.ShouldBalanceAsync();
    }

    /// <summary>By a treasurer, and a second person where one is needed.</summary>
    async Task<JsonElement> IssueByFundAsync(int count, long valueCents)
    {
        var batch = await IssueAsync(fund.Treasurer, null, count, valueCents);
        if (batch.Text("state") == "awaiting_second_person")
        {
            await AgreeAsync(batch.Id());
        }
        return batch;
    }

    async Task<JsonElement> AgreeAsync(Guid batchId)
    {
        using var second = SecondPerson();
        return await second.PostAsync(
            $"{Batches}/{batchId}/approval", null, HttpStatusCode.OK, NewKey(), Now);
    }

    HttpClient SecondPerson() => fund.Service.ClientWith(
        TestIdentity.Token([$"{Fund.Caisse}:coordinator"], subject: "a second person"));
}
