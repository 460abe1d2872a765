using System.Net;
using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Support;
using Dapper;

namespace Caisse.Wallet.Tests;

public sealed class SuspendingTests(StartedWallet started) : IClassFixture<StartedWallet>
{
    [Fact]
    public async Task A_suspended_wallet_says_since_when_and_why_and_a_run_credits_it_nothing()
    {
        var fund = await PlayedFund.FoundAsync(started);
        var (household, other) = (await fund.AdmitAsync(), await fund.AdmitAsync());
        await fund.PostAsync(
            fund.Coordinator, $"wallets/{household}/suspension", new { reason = "adresse inconnue" },
            HttpStatusCode.OK);
        var wallet = await fund.ReadAsync($"wallets/{household}");
        Assert.Equal(
            ("suspended", "adresse inconnue", fund.Now),
            (wallet.GetProperty("state").GetString(), wallet.GetProperty("stateReason").GetString(),
                wallet.GetProperty("stateSince").GetDateTimeOffset()));
        await started.Service.ShouldPublishAsync<WalletSuspended>(told => told.HouseholdId == household);

        await fund.AllocateAsync(household, other);
        Assert.Equal((0, 10000), (await fund.BalanceAsync(household), await fund.BalanceAsync(other)));
        await using var connection = await started.Service.Database.OpenConnectionAsync();
        Assert.Equal(
            "0.00, suspended since 2026-10-01",
            await connection.ExecuteScalarAsync<string>(
                "select reasoning from allocation where household_id = @household and amount_cents = 0",
                new { household }));

        await fund.PostAsync(fund.Coordinator, $"wallets/{household}/reopening", null, HttpStatusCode.OK);
        await started.Service.ShouldPublishAsync<WalletReopened>(told => told.HouseholdId == household);
        Assert.Equal("open", (await fund.ReadAsync($"wallets/{household}")).GetProperty("state").GetString());
        fund.On("2026-11-01");
        await fund.AllocateAsync(household, other);
        Assert.Equal(10000, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task A_wallet_is_suspended_once_and_reopened_once_by_a_coordinator_of_its_caisse()
    {
        var fund = await PlayedFund.FoundAsync(started);
        var other = await PlayedFund.FoundAsync(started);
        var household = await fund.AdmitAsync();
        var (suspension, reopening) = ($"wallets/{household}/suspension", $"wallets/{household}/reopening");
        var reason = new { reason = "double" };
        Assert.Equal(
            "not-suspended",
            (await fund.PostAsync(fund.Coordinator, reopening, null, HttpStatusCode.Conflict)).ProblemType());
        await fund.PostAsync(
            fund.Coordinator, suspension, new { reason = "a\u0000" }, HttpStatusCode.BadRequest);
        await fund.PostAsync(fund.Treasurer, suspension, reason, HttpStatusCode.Forbidden);
        await other.PostAsync(other.Coordinator, suspension, reason, HttpStatusCode.NotFound);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            (await fund.Coordinator.SendJsonAsync(HttpMethod.Post, fund.Address(suspension), reason))
                .StatusCode));
        Assert.Equal(3, answers.Count(status => status == HttpStatusCode.Conflict));
        await other.PostAsync(other.Coordinator, reopening, null, HttpStatusCode.NotFound);
        await fund.PostAsync(fund.Coordinator, reopening, null, HttpStatusCode.OK);
        Assert.Equal(2, await fund.CountAsync(
            "select count(*) from audit where caisse_id = @Caisse and action like 'wallet.%'"));
    }

    [Fact]
    public async Task A_departure_heard_before_the_admission_is_kept_and_the_people_come_with_the_admission()
    {
        var fund = await PlayedFund.FoundAsync(started);
        var (household, member) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await started.Service.HearAsync(
            new HouseholdDeparted(fund.Caisse, household, Period.Parse("2026-09"), 2, fund.Now));
        await started.Service.HearAsync(new HouseholdAdmitted(
            fund.Caisse, household, [member], Period.Parse("2026-01"), 1, fund.Now));
        using var person = started.Service.ClientWith(
            TestIdentity.Token([$"{fund.Caisse}:member"], "person", memberId: member));
        var wallet = await person.ReadAsync(fund.Address($"wallets/{household}"), at: fund.Now);
        Assert.Equal(
            ("departed", "2026-09"),
            (wallet.GetProperty("state").GetString(), wallet.GetProperty("lastPeriod").GetString()));
    }
}
