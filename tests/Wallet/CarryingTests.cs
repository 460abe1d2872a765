using System.Net;
using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Rules;
using Caisse.Support;
using Dapper;

namespace Caisse.Wallet.Tests;

public sealed class CarryingTests(StartedWallet started) : IClassFixture<StartedWallet>
{
    static readonly DateOnly December = new(2026, 12, 1);

    /// <summary>An allocation expires two months after its period began; two periods were credited.</summary>
    async Task<(PlayedFund Fund, Guid Household, Guid Member)> TwoMonthsAsync()
    {
        var fund = await PlayedFund.FoundAsync(started);
        await fund.DecideAsync(SetCarryOver.Kind, new SetCarryOver(SetCarryOver.Expire, 2));
        var member = Guid.CreateVersion7();
        var household = await fund.AdmitAsync(member);
        await fund.AllocateAsync(household);
        fund.On("2026-11-01");
        await fund.AllocateAsync(household);
        return (fund, household, member);
    }

    [Fact]
    public async Task A_household_is_warned_twice_and_loses_what_it_was_warned_of_and_did_not_spend()
    {
        var (fund, household, member) = await TwoMonthsAsync();
        Assert.Equal("2026-12-01 10000, 2027-01-01 10000", await fund.ExpiringAsync(household));
        var run = await fund.ExpireAsync();
        Assert.Equal(1, run.GetProperty("warnedHouseholds").GetInt32());
        Assert.Equal([(December, 30, 10000)], await fund.WarningsAsync(household));
        fund.On("2026-11-02");
        Assert.Equal(0, (await fund.ExpireAsync()).GetProperty("warnedHouseholds").GetInt32());

        await fund.PayAsync(household, member, 4000);
        fund.On("2026-11-24");
        await fund.ExpireAsync();
        fund.On("2026-11-25");
        await fund.ExpireAsync();
        Assert.Equal(
            [(December, 30, 10000), (December, 7, 6000)], await fund.WarningsAsync(household));

        await fund.PayAsync(household, member, 1000);
        fund.On("2026-12-01");
        Assert.Equal("2026-12-01 5000, 2027-01-01 10000", await fund.ExpiringAsync(household));
        var expiry = await fund.ExpireAsync();
        Assert.Equal(5000, expiry.GetProperty("expiredCents").GetInt64());
        Assert.Equal(10000, await fund.BalanceAsync(household));
        Assert.Equal("2027-01-01 10000", await fund.ExpiringAsync(household));
        var last = (await fund.ReadAsync($"wallets/{household}/entries")).GetProperty("items")
            .EnumerateArray().Last();
        Assert.Equal(
            ("expiry", -5000, expiry.Id()),
            (last.GetProperty("kind").GetString(), last.GetProperty("amountCents").GetInt64(),
                last.GetProperty("referenceId").GetGuid()));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_run_asked_for_again_is_the_same_one_and_frees_the_euros_once()
    {
        var (fund, household, _) = await TwoMonthsAsync();
        await fund.ExpireAsync();
        fund.On("2026-12-01");
        var first = await fund.ExpireAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => fund.ExpireAsync()));
        Assert.Equal(first.Id(), (await fund.ExpireAsync()).Id());
        fund.On("2026-12-02");
        await fund.ExpireAsync();
        var told = Assert.Single(await fund.ExpiredAsync());
        Assert.Equal(
            (first.Id(), December, 1, 10000), (told.RunId, told.OnDate, told.Households, told.TotalCents));
        Assert.Equal(10000, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task Nothing_expires_that_was_not_warned_of_seven_days_before_by_the_clock()
    {
        var (fund, household, _) = await TwoMonthsAsync();
        fund.On("2026-11-25");
        await fund.ExpireAsync("2026-11-01");
        await fund.ExpireAsync("2026-11-24");
        Assert.Equal("2027-01-01 20000", await fund.ExpiringAsync(household));
        fund.On("2026-12-01");
        Assert.Equal(0, (await fund.ExpireAsync()).GetProperty("expiredCents").GetInt64());
        Assert.Empty(await fund.WarningsAsync(household));
        Assert.Equal(20000, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task A_late_reminder_says_no_more_than_the_first_warning_and_so_does_the_day_itself()
    {
        var (fund, household, member) = await TwoMonthsAsync();
        var payment = await fund.PayAsync(household, member, 7000);
        await fund.ExpireAsync();
        await fund.PostAsync(
            fund.Treasurer, $"payments/{payment}/refunds", new { amountCents = 5000 });
        fund.On("2026-11-28");
        await fund.ExpireAsync();
        Assert.Equal([(December, 30, 3000), (December, 7, 3000)], await fund.WarningsAsync(household));
        fund.On("2026-12-03");
        Assert.Equal("2026-12-01 3000, 2027-01-01 15000", await fund.ExpiringAsync(household));
        Assert.Equal(3000, (await fund.ExpireAsync()).GetProperty("expiredCents").GetInt64());
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_decision_that_keeps_everything_from_that_day_on_keeps_what_was_warned_of()
    {
        var (fund, household, _) = await TwoMonthsAsync();
        await fund.ExpireAsync();
        await fund.DecideAsync(
            SetCarryOver.Kind, new SetCarryOver(SetCarryOver.Keep), "2026-12-01");
        Assert.Equal("", await fund.ExpiringAsync(household));
        fund.On("2026-12-01");
        Assert.Equal(0, (await fund.ExpireAsync()).GetProperty("expiredCents").GetInt64());
        Assert.Equal(20000, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task What_exceeds_the_cap_expires_and_the_new_allocation_does_not_count()
    {
        var fund = await PlayedFund.FoundAsync(started);
        await fund.DecideAsync(SetCarryOver.Kind, new SetCarryOver(SetCarryOver.Cap, 1));
        var household = await fund.AdmitAsync();
        await fund.AllocateAsync(household);
        fund.On("2026-11-01");
        await fund.AllocateAsync(household);
        await fund.ExpireAsync();
        fund.On("2026-12-01");
        await fund.AllocateAsync(household);
        Assert.Equal("2026-12-01 10000, 2027-01-01 10000", await fund.ExpiringAsync(household));
        Assert.Equal(10000, (await fund.ExpireAsync()).GetProperty("expiredCents").GetInt64());
        Assert.Equal(20000, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task A_household_that_left_spends_for_three_months_more_and_then_loses_the_rest()
    {
        var fund = await PlayedFund.FoundAsync(started);
        var household = await fund.AdmitAsync();
        await fund.AllocateAsync(household);
        await fund.Service.HearAsync(
            new HouseholdDeparted(fund.Caisse, household, Period.Parse("2026-10"), 2, fund.Now));
        Assert.Equal("open", (await fund.ReadAsync($"wallets/{household}")).GetProperty("state").GetString());
        Assert.Equal("", await fund.ExpiringAsync(household));
        await fund.DecideAsync(SetCarryOver.Kind, new SetCarryOver(SetCarryOver.Keep));
        Assert.Equal("2027-02-01 10000", await fund.ExpiringAsync(household));
        fund.On("2027-01-10");
        Assert.Equal(
            "departed", (await fund.ReadAsync($"wallets/{household}")).GetProperty("state").GetString());
        await fund.ExpireAsync();
        Assert.Equal([(new DateOnly(2027, 2, 1), 30, 10000)], await fund.WarningsAsync(household));
        fund.On("2027-02-01");
        await fund.ExpireAsync();
        Assert.Equal(0, await fund.BalanceAsync(household));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_run_stopped_half_way_goes_on_where_it_was_and_tells_its_whole_total_once()
    {
        var fund = await PlayedFund.FoundAsync(started);
        await fund.DecideAsync(SetCarryOver.Kind, new SetCarryOver(SetCarryOver.Expire, 1));
        Guid[] households = [.. Enumerable.Range(0, 700).Select(_ => Guid.CreateVersion7()).Order()];
        fund.On("2026-11-01");
        await fund.AllocateAsync(households);
        await fund.ExpireAsync();
        fund.On("2026-12-01");
        await using var connection = await started.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            $"""
            create function stop_half_way() returns trigger language plpgsql as $$ begin
                if new.kind = 'expiry' and new.debit_account = (
                    select account_number from account where account_id = '{households[^1]}') then
                    raise exception 'stopped half way';
                end if;
                return new;
            end $$;
            create trigger stop_half_way before insert on transfer
                for each row execute function stop_half_way();
            """);
        var run = await fund.PostAsync(
            fund.Treasurer, "expiry-runs", new { on = "2026-12-01" }, HttpStatusCode.Accepted);
        await Eventually.TrueAsync("500 have expired", async () =>
            (await fund.ReadAsync($"expiry-runs/{run.Id()}"))
                .GetProperty("expiredHouseholds").GetInt32() == 500);
        Assert.Empty(await fund.ExpiredAsync());
        Assert.Equal(10000, await fund.BalanceAsync(households[^1]));
        await fund.ShouldBalanceAsync();

        await connection.ExecuteAsync("drop trigger stop_half_way on transfer");
        await fund.InStateAsync($"expiry-runs/{run.Id()}", "completed");
        var told = Assert.Single(await fund.ExpiredAsync());
        Assert.Equal((700, 7_000_000), (told.Households, told.TotalCents));
        Assert.Equal(700, await fund.CountAsync(
            "select count(*) from transfer where caisse_id = @Caisse and kind = 'expiry'"));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_is_given_or_spent_while_a_run_waits_for_the_ledger_does_not_expire()
    {
        var (fund, household, member) = await TwoMonthsAsync();
        var supplement = await fund.PostAsync(
            fund.Treasurer, "supplements",
            new { householdId = household, period = "2026-11", amountCents = 4000, reason = "Oubli" });
        await fund.PostAsync(
            fund.Coordinator, $"supplements/{supplement.Id()}/approval", null, HttpStatusCode.OK);
        await fund.ExpireAsync();
        await fund.PayAsync(household, member, 4000);
        fund.On("2026-12-01");
        await using var connection = await started.Service.Database.OpenConnectionAsync();
        await using var ledger = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            "select pg_advisory_xact_lock(hashtextextended('ledger ' || @Caisse, 0))", new { fund.Caisse });
        var credited = fund.ReserveAsync(supplement.Id());
        await WaitingAsync(1);
        var paid = fund.PayAsync(household, member, 1000);
        await WaitingAsync(2);
        var expiry = fund.ExpireAsync();
        await WaitingAsync(3);
        await ledger.CommitAsync();
        await Task.WhenAll(credited, paid);
        Assert.Equal(5000, (await expiry).GetProperty("expiredCents").GetInt64());
        Assert.Equal(14000, await fund.BalanceAsync(household));

        Task WaitingAsync(int callers) => Eventually.TrueAsync($"{callers} wait for the ledger", async () =>
            await fund.CountAsync(
                """
                select count(*) from pg_locks join pg_database on pg_database.oid = database
                where locktype = 'advisory' and not granted and datname = current_database()
                """) == callers);
    }

    [Fact]
    public async Task A_day_in_the_future_is_refused_and_where_the_time_is_told_nobody_else_asks_for_runs()
    {
        var (fund, _, _) = await TwoMonthsAsync();
        var refused = await fund.PostAsync(
            fund.Treasurer, "expiry-runs", new { on = "2026-11-02" }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("day-in-the-future", refused.ProblemType());
        await fund.PostAsync(
            fund.Coordinator, "expiry-runs", new { on = "2026-11-01" }, HttpStatusCode.Forbidden);
        await fund.PostAsync(fund.Treasurer, "expiry-runs", new { }, HttpStatusCode.BadRequest);
        await fund.Treasurer.PostAsync(
            fund.Address("expiry-runs"), new { on = "2026-11-01" }, HttpStatusCode.Accepted, at: fund.Now);
        await fund.ExpireAsync();
        Assert.Equal(1, await fund.CountAsync("select count(*) from expiry_run where caisse_id = @Caisse"));
    }

    [Fact]
    public async Task Another_caisse_sees_no_run_and_its_own_runs_touch_no_one_else()
    {
        var (fund, household, _) = await TwoMonthsAsync();
        var run = await fund.ExpireAsync();
        var other = await PlayedFund.FoundAsync(started);
        await other.DecideAsync(SetCarryOver.Kind, new SetCarryOver(SetCarryOver.Expire, 1));
        other.On("2026-12-01");
        Assert.Equal(0, (await other.ExpireAsync()).GetProperty("expiredCents").GetInt64());
        await other.ReadAsync($"expiry-runs/{run.Id()}", HttpStatusCode.NotFound);
        Assert.Equal(20000, await fund.BalanceAsync(household));
    }
}
