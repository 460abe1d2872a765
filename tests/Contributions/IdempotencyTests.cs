using System.Net;
using Caisse.Support;

namespace Caisse.Contributions.Tests;

public sealed class IdempotencyTests(StartedService started) : IClassFixture<StartedService>
{
    const int Callers = 10;

    [Fact]
    public async Task A_receipt_sent_ten_times_at_once_is_booked_once()
    {
        var fund = await TestFund.FoundAsync(started);
        var (household, key) = (await fund.AdmitAsync(1), TestFund.NewKey());
        var receipts = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => fund.ReceiveAsync(household, 700, key: key)));
        Assert.Single(receipts.Select(receipt => receipt.Id()).Distinct());
        await ShouldHaveCashAsync(fund, 700);
        var other = await fund.ReceiveAsync(
            household, 701, expected: HttpStatusCode.UnprocessableEntity, key: key);
        Assert.Equal("idempotency-key-reused", other.ProblemType());
        await ShouldHaveCashAsync(fund, 700);
    }

    [Fact]
    public async Task An_instalment_sent_ten_times_at_once_is_booked_once()
    {
        var fund = await TestFund.FoundAsync(started);
        var (grantId, key) = (await fund.PromiseAsync(1_000), TestFund.NewKey());
        var instalments = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => fund.ReceiveInstalmentAsync(grantId, 600, key: key)));
        Assert.Single(instalments.Select(instalment => instalment.Id()).Distinct());
        await ShouldHaveCashAsync(fund, 600);
        await fund.ReceiveInstalmentAsync(grantId, 1, HttpStatusCode.UnprocessableEntity, key);
    }

    [Fact]
    public async Task Ten_instalments_at_once_never_exceed_the_grant()
    {
        var fund = await TestFund.FoundAsync(started);
        var grantId = await fund.PromiseAsync(1_000);
        var address = fund.Address($"grants/{grantId}/instalments");
        var body = new { amountCents = 300, receivedOn = "2026-12-04" };
        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ =>
            fund.Treasurer.SendJsonAsync(HttpMethod.Post, address, body, TestFund.NewKey(), TestFund.Now)));
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        await ShouldHaveCashAsync(fund, 900);
    }

    [Fact]
    public async Task A_refusal_stays_the_answer_of_its_key()
    {
        var fund = await TestFund.FoundAsync(started);
        var (household, key) = (Guid.CreateVersion7(), TestFund.NewKey());
        await fund.ReceiveAsync(household, 700, expected: HttpStatusCode.NotFound, key: key);
        await fund.Service.HearAsync(new Caisse.Contracts.Membership.HouseholdAdmitted(
            fund.Caisse, household, TestFund.MembersOf(1), TestFund.December, 1, TestFund.Now));
        await fund.ReceiveAsync(household, 700, expected: HttpStatusCode.NotFound, key: key);
        await fund.ReceiveAsync(household, 701, expected: HttpStatusCode.UnprocessableEntity, key: key);
        await fund.ReceiveAsync(household, 700);
        await ShouldHaveCashAsync(fund, 700);
    }

    [Fact]
    public async Task A_period_is_collected_once_whatever_the_keys()
    {
        var fund = await TestFund.FoundAsync(started);
        await fund.PledgeAsync(await fund.AdmitAsync(1), 1000);
        var collections = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ =>
            fund.PostAsync("collections", new { period = "2026-12" }, key: TestFund.NewKey())));
        Assert.Single(collections.Select(collection => collection.ToString()).Distinct());
        var late = await fund.PledgeAsync(await fund.AdmitAsync(1), 1000, expected: HttpStatusCode.Conflict);
        Assert.Equal("period-collected", late.ProblemType());
        var again = await fund.PostAsync("collections", new { period = "2026-12" }, key: TestFund.NewKey());
        Assert.Equal(1000, again.GetProperty("totalCents").GetInt64());
        Assert.Equal(1, (await fund.ReadAsync("collections")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Money_never_moves_without_a_key()
    {
        var fund = await TestFund.FoundAsync(started);
        foreach (var path in (string[])["collections", "receipts", $"grants/{Guid.NewGuid()}/instalments"])
        {
            var problem = await fund.PostAsync(path, new { }, HttpStatusCode.BadRequest);
            Assert.Equal("malformed-request", problem.ProblemType());
        }
    }

    static async Task ShouldHaveCashAsync(TestFund fund, long cents)
    {
        Assert.Equal(cents, (await fund.ReadAsync("fund")).GetProperty("cashCents").GetInt64());
        Assert.Empty(await fund.WrongInJournalAsync());
    }
}
